using Microsoft.Extensions.Logging;
using Signet.Core.Tokens.Issuers;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Issuers;

/// <summary>
/// Renews the promise in the store that tokens of this server's issuer are accepted until the last one has expired
/// (docs/decisions/0033-issuers-in-the-store.md), and ends the acceptance of former issuers.
/// </summary>
internal sealed class IssuerRenewal(
    IssuerStore store, AcceptedIssuers issuers, IssuerRenewalOptions options, TimeProvider time, ILogger<IssuerRenewal> logger) : SupervisedService
{
    /// <summary>A clock that was set forward is noticed within this time.</summary>
    private static readonly TimeSpan MaxInterval = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var changed = issuers.WaitForChangeAsync(CancellationToken.None);
            var before = issuers.Current;
            issuers.DropExpired();
            foreach (var former in before.Former.Where(former => !former.IsAcceptedAt(time.GetUtcNow())))
            {
                Log.IssuerExpired(logger, former.Issuer);
            }

            await RenewAsync(stoppingToken).ConfigureAwait(false);
            await ChangeWait.ForAsync(changed, Interval(), time, stoppingToken).ConfigureAwait(false);
        }
    }

    private async ValueTask RenewAsync(CancellationToken cancellationToken)
    {
        var (known, now) = (issuers.Current, time.GetUtcNow());
        if (known.RefusedAt is not null || !IssuerPromise.IsDue(known.History, known.Signing, options.MaxLifetime(), now))
        {
            return;
        }

        // What this server accepts already is kept, although somebody restored an older store meanwhile.
        var renewed = await store.ChangeAsync(
            stored => IssuerPromise.Renew(IssuerPromise.Merge(stored, Missing(stored, known.History)), known.Signing, options.MaxLifetime(), now),
            cancellationToken).ConfigureAwait(false);
        issuers.Use(renewed.TryGetValue(out var after, out var error) ? after : throw new InvalidOperationException(error.Message));
    }

    /// <summary>The entries that a record does not have.</summary>
    private static IssuerHistory Missing(IssuerHistory stored, IssuerHistory known) =>
        known with { Issuers = [.. known.Issuers.Where(entry => stored.Find(entry.Issuer) is null)] };

    private TimeSpan Interval()
    {
        var expiry = issuers.Current.NextExpiry - time.GetUtcNow();
        return expiry <= TimeSpan.Zero ? TimeSpan.Zero : expiry < MaxInterval ? expiry : MaxInterval;
    }
}
