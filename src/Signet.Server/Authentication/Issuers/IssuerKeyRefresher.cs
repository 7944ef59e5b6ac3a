using Signet.Server.Background;

namespace Signet.Server.Authentication.Issuers;

/// <summary>
/// Fetches the issuers' keys at the start and at intervals, so that requests seldom wait for a fetch and a withdrawn key is trusted for a
/// limited time. Fetches run in the background: an issuer that does not answer delays neither the start nor the other issuers.
/// </summary>
internal sealed class IssuerKeyRefresher(JwtIssuerSet issuers, TimeProvider time) : SupervisedService
{
    /// <summary>How soon the keys of an issuer that the configuration has just added are fetched.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private volatile string? _remark;

    /// <inheritdoc/>
    public override string? Remark => _remark;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            var current = issuers.Current.All;
            var failed = 0;
            foreach (var issuer in current)
            {
                issuer.Keys.FetchWhenDue();
                failed += issuer.Keys.HasFailed ? 1 : 0;
            }

            _remark = failed == 0 ? null
                : $"the last fetch of keys failed for {failed} of {current.Count} issuers; keys fetched before stay in use, the log has the reason (events 2011 and 2012)";
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }
}
