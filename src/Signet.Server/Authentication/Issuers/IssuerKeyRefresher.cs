using Microsoft.Extensions.Hosting;

namespace Signet.Server.Authentication.Issuers;

/// <summary>
/// Fetches the issuers' keys at the start and from time to time, so that a request seldom has to wait for one and a key that an issuer
/// withdraws is not believed for long. An issuer that is away is asked again soon; it never holds up the start.
/// </summary>
internal sealed class IssuerKeyRefresher(IReadOnlyList<JwtIssuer> issuers, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(issuers.Select(issuer => FollowAsync(issuer, stoppingToken)));

    private async Task FollowAsync(JwtIssuer issuer, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await issuer.Keys.FetchAsync(stoppingToken).ConfigureAwait(false);
                await Task.Delay(issuer.Keys.Current.Keys.Count > 0 ? Interval : RetryInterval, time, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
