namespace Signet.Client;

/// <summary>
/// Requests tokens of one service account with the TokenRequest API of any Kubernetes API server, and refreshes them. It has no timer and sends nothing
/// between calls: a call after the refresh point of a token, which is drawn once for each token between 60 and 80 % of its lifetime, begins a request and
/// returns the old token. Calls wait only while there is no token to use. There is at most one request at a time. After a failure the next request is sent
/// after a backoff; calls in between get the old token, or the failure when it has expired.
/// </summary>
public sealed class TokenRequestSource : IServiceAccountTokenSource, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _disposal = new();
    private readonly TokenRequestCall _call;
    private readonly TokenRequestOptions _options;
    private readonly TimeProvider _time;
    private readonly RefreshBackoff _backoff;
    private CachedToken? _current;
    private TokenRequestFailure? _failure;
    private Task<TokenRequestOutcome>? _pending;
    private bool _isEarlyRefreshDue;
    private Moment? _earlyRefreshAt;
    private bool _isDisposed;

    /// <summary>Makes a source; the first call requests the first token.</summary>
    /// <param name="client">
    /// A client with the caller's own credential for the API server (for example a <see cref="ServiceAccountTokenHandler"/> with a token file) and its
    /// trusted CA. The source does not dispose it. Its account needs the verb <c>create</c> for <c>serviceaccounts/token</c>.
    /// </param>
    /// <param name="options">Which token is requested.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">A value of the options is not allowed.</exception>
    public TokenRequestSource(HttpClient client, TokenRequestOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time) = (options, timeProvider ?? TimeProvider.System);
        _call = new TokenRequestCall(client, options, _time);
        _backoff = new RefreshBackoff(options.MinBackoff, options.MaxBackoff, _time);
    }

    /// <inheritdoc/>
    /// <exception cref="TokenRequestException">There is no token that has not expired, and the request for one failed.</exception>
    /// <exception cref="ObjectDisposedException">The source was disposed.</exception>
    public ValueTask<ServiceAccountToken> GetTokenAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ServiceAccountToken>(cancellationToken);
        }

        TaskCompletionSource<TokenRequestOutcome>? started = null;
        Task<TokenRequestOutcome>? pending;
        ServiceAccountToken? usable;
        TokenRequestFailure? failure;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            usable = Usable();
            if (_pending is null && !_backoff.IsWaiting && (usable is null || _isEarlyRefreshDue || _current!.IsRefreshDue))
            {
                started = new TaskCompletionSource<TokenRequestOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
                _pending = started.Task;
            }

            (pending, failure) = (_pending, _failure);
            if (usable is not null && !_isEarlyRefreshDue)
            {
                pending = null;
            }
        }

        if (started is not null)
        {
            _ = RequestAsync(started);
        }

        return pending is not null ? WaitAsync(pending, cancellationToken)
            : usable is not null ? ValueTask.FromResult(usable)
            : ValueTask.FromException<ServiceAccountToken>(failure!.ToException());
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The next call waits for a request; when that fails, the refused token is used on, until it expires. At most one token is replaced this way in
    /// <see cref="TokenRequestOptions.MinEarlyRefreshInterval"/>.
    /// </remarks>
    public void Invalidate(ServiceAccountToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        lock (_lock)
        {
            if (_current?.Token.Value == token.Value && !_isEarlyRefreshDue && !(_earlyRefreshAt?.Elapsed(_time) < _options.MinEarlyRefreshInterval))
            {
                (_isEarlyRefreshDue, _earlyRefreshAt) = (true, Moment.Now(_time));
            }
        }
    }

    /// <summary>Cancels a request in progress, whose callers get <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? pending;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            pending = _pending;
        }

        await _disposal.CancelAsync().ConfigureAwait(false);
        if (pending is not null)
        {
            await pending.ConfigureAwait(false);
        }

        _disposal.Dispose();
    }

    private async ValueTask<ServiceAccountToken> WaitAsync(Task<TokenRequestOutcome> pending, CancellationToken cancellationToken)
    {
        var outcome = await pending.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (outcome.Token is { } cached)
        {
            return cached.Token;
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return Usable() ?? throw outcome.Failure!.ToException();
        }
    }

    /// <summary>Belongs to no caller: it goes on when all callers have given up, and the next one gets its token.</summary>
    private async Task RequestAsync(TaskCompletionSource<TokenRequestOutcome> completion)
    {
        var outcome = await _call.SendAsync(_disposal.Token).ConfigureAwait(false);
        bool isReported;
        lock (_lock)
        {
            _pending = null;
            isReported = outcome.Failure is not null && !_isDisposed;
            if (outcome.Token is { } token)
            {
                (_current, _failure, _isEarlyRefreshDue) = (token, null, false);
                _backoff.Reset();
            }
            else
            {
                _failure = outcome.Failure;
                _backoff.Fail(_failure!.RetryAfter);
            }
        }

        completion.SetResult(outcome);
        if (isReported)
        {
            _options.OnFailure?.Invoke(outcome.Failure!.ToException());
        }
    }

    private ServiceAccountToken? Usable() => _current is { IsUsable: true } current ? current.Token : null;
}
