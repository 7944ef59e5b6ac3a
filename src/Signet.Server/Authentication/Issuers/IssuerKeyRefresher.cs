using Signet.Server.Background;

namespace Signet.Server.Authentication.Issuers;

/// <summary>
/// Fetches the issuers' keys at the start and from time to time, so that a request seldom has to wait for one and a key that an issuer
/// withdraws is not believed for long. An issuer that is away is asked again soon; it never holds up the start, nor the other issuers.
/// </summary>
internal sealed class IssuerKeyRefresher(JwtIssuerSet issuers, TimeProvider time) : SupervisedService
{
    /// <summary>How soon the keys of an issuer are fetched that the configuration has just been given.</summary>
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
