using Signet.Server.Background;

namespace Signet.Server.Authentication.Issuers;

/// <summary>
/// Fetches the keys of the issuers at the start and at intervals, so that requests rarely wait for a fetch and a key that an issuer withdraws is not
/// accepted for long. An unreachable issuer is retried; it delays neither the start nor the other issuers.
/// </summary>
internal sealed class IssuerKeyRefresher(JwtIssuerSet issuers, TimeProvider time) : SupervisedService
{
    /// <summary>The interval of the check which issuers are due, and so the delay of the first fetch for an issuer that the configuration adds.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            foreach (var issuer in issuers.Current.All)
            {
                issuer.Keys.FetchWhenDue();
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }
}
