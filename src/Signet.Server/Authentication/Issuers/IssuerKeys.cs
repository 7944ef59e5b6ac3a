using Microsoft.Extensions.Logging;
using Signet.Core.Signing.Jwks;

namespace Signet.Server.Authentication.Issuers;

/// <summary>
/// The keys of one issuer, refreshed in the background and on demand. A token with an unknown key triggers a fetch, so that a key rotation takes
/// effect at once. Such a fetch runs at most once per <see cref="MinRefreshInterval"/> (<see cref="MinRefreshIntervalAfterFailure"/> after a failure)
/// for all requests together, which bounds what unauthenticated tokens can cause. When a fetch fails the keys in force stay.
/// </summary>
internal sealed class IssuerKeys(JwtIssuerOptions issuer, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>The minimum time between two fetches that tokens trigger.</summary>
    public static TimeSpan MinRefreshInterval { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The same after a failed fetch: the issuer may be reachable again.</summary>
    public static TimeSpan MinRefreshIntervalAfterFailure { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The maximum age of the keys before they are fetched in the background.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The interval of background fetches while there are no keys.</summary>
    public static TimeSpan RetryInterval { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The maximum number of unusable keys that are remembered as logged.</summary>
    private const int MaxReportedKeys = 1000;

    private readonly IssuerKeyFetcher _documents = new(issuer, time);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _fetching = new();
    private bool _isDisposed;
    private Task? _fetch;
    private readonly HashSet<UnusableKey> _reported = [];
    private long? _lastAttempt;
    private volatile bool _hasFailed;
    private volatile IssuerKeySnapshot _current = IssuerKeySnapshot.None;

    /// <summary>The keys in force; a new instance after each change.</summary>
    public IssuerKeySnapshot Current => _current;

    /// <summary>Whether the last fetch failed.</summary>
    public bool HasFailed => _hasFailed;

    /// <summary>
    /// Fetches the keys unless <see cref="MinRefreshInterval"/> has not passed; waits for a fetch that is in progress. Never throws on a failed
    /// fetch.
    /// </summary>
    public Task RefreshAsync(CancellationToken cancellationToken) =>
        StartFetchAsync(_hasFailed ? MinRefreshIntervalAfterFailure : MinRefreshInterval).WaitAsync(cancellationToken);

    /// <summary>Fetches the keys whatever their age (SIGHUP).</summary>
    public Task FetchAsync(CancellationToken cancellationToken) => StartFetchAsync(TimeSpan.Zero).WaitAsync(cancellationToken);

    /// <summary>Starts a fetch when the keys are older than <see cref="MaxAge"/>, or than <see cref="RetryInterval"/> while there are none.</summary>
    public void FetchWhenDue() => _ = StartFetchAsync(_current.Keys.Count > 0 ? MaxAge : RetryInterval);

    /// <summary>Cancels a fetch that is in progress. Requests that still use this instance keep the keys that are known.</summary>
    public void Dispose()
    {
        Task? running;
        lock (_fetching)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            running = _fetch;
        }

        _stopping.Cancel();
        if (running is null or { IsCompleted: true })
        {
            Release();
        }
        else
        {
            // The fetch may still use them.
            _ = running.ContinueWith(_ => Release(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Release()
    {
        _documents.Dispose();
        _stopping.Dispose();
    }

    private Task StartFetchAsync(TimeSpan minAge)
    {
        lock (_fetching)
        {
            if (_fetch is { IsCompleted: false } running)
            {
                return running;
            }

            // The monotonic clock: a wall clock that is set back must not put off the next fetch.
            if (_isDisposed || (_lastAttempt is { } attempt && time.GetElapsedTime(attempt) < minAge))
            {
                return Task.CompletedTask;
            }

            _lastAttempt = time.GetTimestamp();
            return _fetch = FetchAsync();
        }
    }

    /// <summary>Not cancelled by a caller: several may wait for it.</summary>
    private async Task FetchAsync()
    {
        var unusable = new List<UnusableKey>();
        try
        {
            var keys = await _documents.GetAsync(unusable, _stopping.Token).ConfigureAwait(false);
            _hasFailed = false;
            if (!_current.IsSame(keys))
            {
                _current = new IssuerKeySnapshot(keys);
                Log.IssuerKeys(logger, issuer.Url, keys.Count);
            }
        }
        catch (KeysUnavailableException exception)
        {
            _hasFailed = true;
            Log.IssuerKeysUnavailable(logger, issuer.Url, exception.Message);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The server is stopping.
        }
        catch (Exception exception)
        {
            // Requests wait for this task and background fetches drop it: the failure is reported here and by HasFailed.
            _hasFailed = true;
            Log.IssuerKeysFaulted(logger, exception, issuer.Url);
        }

        Report(unusable);
    }

    /// <summary>Logs each unusable key once. Fetches do not overlap, so no lock is needed.</summary>
    private void Report(List<UnusableKey> unusable)
    {
        foreach (var key in unusable)
        {
            if (_reported.Count < MaxReportedKeys && _reported.Add(key))
            {
                Log.IssuerKeyNotUsed(logger, issuer.Url, key.KeyId, key.Reason);
            }
        }
    }
}
