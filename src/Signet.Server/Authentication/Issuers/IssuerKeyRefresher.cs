using Microsoft.Extensions.Logging;
using Signet.Server.Background;

namespace Signet.Server.Authentication.Issuers;

/// <summary>
/// Fetches the issuers' keys at the start and from time to time, so that a request seldom has to wait for one and a key that an issuer
/// withdraws is not believed for long. An issuer that is away is asked again soon; it never holds up the start.
/// </summary>
internal sealed class IssuerKeyRefresher : SupervisedService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, IssuerKeys> _keys;
    private readonly Reconciler<string> _issuers;

    /// <summary>A refresher of all issuers' keys. Each issuer has a worker: none waits for another.</summary>
    public IssuerKeyRefresher(IReadOnlyList<JwtIssuer> issuers, TimeProvider time, ILogger<IssuerKeyRefresher> logger)
    {
        _keys = issuers.ToDictionary(issuer => issuer.Options.Url, issuer => issuer.Keys, StringComparer.Ordinal);
        _issuers = new Reconciler<string>(Name, FetchAsync, new ReconcilerOptions(_keys.Count), time, logger);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IReconciler> Reconcilers => [_issuers];

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var (url, _) in _keys)
        {
            _issuers.Add(url);
        }

        return _issuers.RunAsync(stoppingToken);
    }

    private async ValueTask<ReconcileResult> FetchAsync(string url, CancellationToken cancellationToken)
    {
        var keys = _keys[url];
        await keys.FetchAsync(cancellationToken).ConfigureAwait(false);
        return ReconcileResult.RetryAfter(keys.Current.Keys.Count > 0 ? Interval : RetryInterval);
    }
}
