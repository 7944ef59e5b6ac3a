using Microsoft.Extensions.Logging;
using Signet.Core.Signing.Jwks;

namespace Signet.Server.Authentication.Issuers;

/// <summary>
/// The keys of one issuer, kept fresh. A token of a key that is not known makes them be fetched again, so that a rotation is followed
/// at once; but not within <see cref="MinRefreshInterval"/> of the last fetch, or <see cref="MinRefreshIntervalAfterFailure"/> of one that failed, and only once
/// for however many requests: tokens of strangers cannot cause more. When nothing can be fetched the old keys stay.
/// </summary>
internal sealed class IssuerKeys(JwtIssuerOptions issuer, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>How long nothing is fetched again because of a token.</summary>
    public static TimeSpan MinRefreshInterval { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The same after a fetch that failed: the issuer may be back.</summary>
    public static TimeSpan MinRefreshIntervalAfterFailure { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How old the keys may become before they are fetched again although all tokens are known.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromMinutes(5);

    /// <summary>When the keys are fetched again while there are none.</summary>
    public static TimeSpan RetryInterval { get; } = TimeSpan.FromSeconds(10);

    /// <summary>So many keys that are not used are remembered as told.</summary>
    private const int MaxTold = 1000;

    private readonly IssuerKeyFetcher _documents = new(issuer, time);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _fetching = new();
    private bool _isDisposed;
    private Task? _fetch;
    private readonly HashSet<UnusableKey> _told = [];
    private DateTimeOffset _attempted = DateTimeOffset.MinValue;
    private volatile bool _hasFailed;
    private volatile IssuerKeySnapshot _current = IssuerKeySnapshot.None;

    /// <summary>The keys in force; a new instance after each change.</summary>
    public IssuerKeySnapshot Current => _current;

    /// <summary>Fetches unless that was tried just now; waits for a fetch that is under way. Never fails.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => StartFetchAsync(_hasFailed ? MinRefreshIntervalAfterFailure : MinRefreshInterval).WaitAsync(cancellationToken);

    /// <summary>Fetches, however fresh the keys are.</summary>
    public Task FetchAsync(CancellationToken cancellationToken) => StartFetchAsync(TimeSpan.Zero).WaitAsync(cancellationToken);

    /// <summary>Fetches in the background when the keys have become old, or soon again while there are none.</summary>
    public void FetchWhenDue() => _ = StartFetchAsync(_current.Keys.Count > 0 ? MaxAge : RetryInterval);

    /// <summary>Ends a fetch that is under way. A request that still uses these keys goes on with those that are known.</summary>
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
            // The fetch may be about to use them.
            _ = running.ContinueWith(_ => Release(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Release()
    {
        _documents.Dispose();
        _stopping.Dispose();
    }

    private Task StartFetchAsync(TimeSpan leastAge)
    {
        lock (_fetching)
        {
            var now = time.GetUtcNow();
            if (_fetch is { IsCompleted: false } running)
            {
                return running;
            }

            if (_isDisposed || now - _attempted < leastAge)
            {
                return Task.CompletedTask;
            }

            _attempted = now;
            return _fetch = FetchAsync();
        }
    }

    /// <summary>No caller's patience ends it: others may wait for it, too.</summary>
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
            // The server stops.
        }

        Tell(unusable);
    }

    /// <summary>Logs each key that is not used once. Fetches follow each other, so there is no lock.</summary>
    private void Tell(List<UnusableKey> unusable)
    {
        foreach (var key in unusable)
        {
            if (_told.Count < MaxTold && _told.Add(key))
            {
                Log.IssuerKeyNotUsed(logger, issuer.Url, key.KeyId, key.Reason);
            }
        }
    }
}
