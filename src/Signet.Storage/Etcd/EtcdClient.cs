using System.Globalization;
using Grpc.Core;
using Signet.Core.Tracing;
using Signet.Storage.Etcd.Protocol;

namespace Signet.Storage.Etcd;

/// <summary>
/// Calls etcd: one member at a time, the next one after a failure; authenticates when etcd asks for it. Safe for concurrent use.
/// </summary>
internal sealed class EtcdClient : IDisposable
{
    /// <summary>etcd's header that makes a member without a leader refuse at once.</summary>
    private const string RequireLeaderHeader = "hasleader";

    private const string TokenHeader = "token";

    /// <summary>The pause before all members are asked again.</summary>
    private static readonly TimeSpan RoundPause = TimeSpan.FromMilliseconds(100);

    private readonly EtcdObjectStoreOptions _options;
    private readonly EtcdEndpoint[] _endpoints;
    private readonly CancellationTokenSource _closed = new();
    private readonly SemaphoreSlim _authenticating = new(1, 1);
    private int _current;
    private string? _token;

    public EtcdClient(EtcdObjectStoreOptions options)
    {
        _options = options;
        _endpoints = [.. options.Endpoints.Select(uri => new EtcdEndpoint(uri, options))];
        Closed = _closed.Token;
    }

    /// <summary>Cancelled when the client is disposed.</summary>
    public CancellationToken Closed { get; }

    /// <summary>The clock of time limits.</summary>
    public TimeProvider Time => _options.Time;

    /// <summary>The member that is asked next.</summary>
    public EtcdEndpoint Current => _endpoints[Volatile.Read(ref _current) % _endpoints.Length];

    /// <summary>Sends a request that may be repeated: to each member in turn until one answers or the time limit of a call has passed.</summary>
    /// <exception cref="EtcdException">There is no answer, or etcd refuses.</exception>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class
        where TResponse : class
    {
        var began = Time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SendAsync(method, request, cancellationToken).ConfigureAwait(false);
            }
            catch (EtcdException exception) when (
                exception.Fault == EtcdFault.Unavailable && !Closed.IsCancellationRequested && Time.GetElapsedTime(began) < _options.CallTimeout)
            {
                if (attempt % _endpoints.Length == 0)
                {
                    await Task.Delay(RoundPause, Time, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>
    /// Sends a request to the current member, once, and again only if it was refused for its token. After a failure the next member is current.
    /// </summary>
    /// <exception cref="EtcdException">There is no answer (then the change may have been made), or etcd refuses.</exception>
    public async Task<TResponse> SendAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class
        where TResponse : class
    {
        for (var attempt = 1; ; attempt++)
        {
            var token = await TokenAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await SendOnceAsync(method, request, token, cancellationToken).ConfigureAwait(false);
            }
            catch (EtcdException exception) when (exception.Fault == EtcdFault.Unauthenticated && token is not null && attempt == 1)
            {
                Forget(token);
            }
        }
    }

    /// <summary>Opens a stream to the current member.</summary>
    /// <exception cref="EtcdException">Authentication failed.</exception>
    public async Task<EtcdStream<TRequest, TResponse>> OpenAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CancellationToken cancellationToken)
        where TRequest : class
        where TResponse : class
    {
        var endpoint = Current;
        var token = await TokenAsync(cancellationToken).ConfigureAwait(false);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(Closed, cancellationToken);
        var call = endpoint.Invoker.AsyncDuplexStreamingCall(method, null, new CallOptions(HeadersOf(token), cancellationToken: stop.Token));
        return new EtcdStream<TRequest, TResponse>(this, endpoint, call, stop, token);
    }

    /// <summary>Makes the member after a failed one current.</summary>
    public void Fail(EtcdEndpoint endpoint)
    {
        var current = Volatile.Read(ref _current);
        if (ReferenceEquals(_endpoints[current % _endpoints.Length], endpoint))
        {
            Interlocked.CompareExchange(ref _current, (current + 1) % _endpoints.Length, current);
        }
    }

    /// <summary>Forgets a token that was refused.</summary>
    public void Forget(string? token) => Interlocked.CompareExchange(ref _token, null, token);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The other parts of the store wait for what the cancellation ends.
        _closed.Cancel();
        foreach (var endpoint in _endpoints)
        {
            endpoint.Dispose();
        }
    }

    private static Metadata HeadersOf(string? token)
    {
        var headers = new Metadata { { RequireLeaderHeader, "true" } };
        if (token is not null)
        {
            headers.Add(TokenHeader, token);
        }

        if (TraceContext.Outgoing is var (parent, state))
        {
            headers.Add(TraceContext.ParentHeader, parent);
            if (state is not null)
            {
                headers.Add(TraceContext.StateHeader, state);
            }
        }

        return headers;
    }

    private async Task<TResponse> SendOnceAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, TRequest request, string? token, CancellationToken cancellationToken)
        where TRequest : class
        where TResponse : class
    {
        var endpoint = Current;
        using var span = GrpcSpan.Start(method.ServiceName, method.Name)?.SetTag("server.address", endpoint.Uri.Host).SetTag("server.port", endpoint.Uri.Port);
        using var limit = new CancellationTokenSource(_options.AttemptTimeout, Time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken, Closed);
        try
        {
            using var call = endpoint.Invoker.AsyncUnaryCall(method, null, new CallOptions(HeadersOf(token), cancellationToken: any.Token), request);
            var answer = await call.ResponseAsync.ConfigureAwait(false);
            GrpcSpan.Answered(span, 0, "");
            return answer;
        }
        catch (Exception exception) when (exception is RpcException or OperationCanceledException or ObjectDisposedException)
        {
            var status = (exception as RpcException)?.StatusCode ?? StatusCode.Cancelled;
            GrpcSpan.Answered(span, (int)status, status.ToString());
            if (Closed.IsCancellationRequested)
            {
                throw new EtcdException(EtcdFault.Unavailable, "the store is closed", exception);
            }

            cancellationToken.ThrowIfCancellationRequested();
            var described = limit.IsCancellationRequested || exception is not RpcException answered
                ? new EtcdException(EtcdFault.Unavailable, NoAnswer(method.Name, endpoint), exception)
                : EtcdErrors.Describe(answered, endpoint.Uri);
            if (described.Fault == EtcdFault.Unavailable)
            {
                Fail(endpoint);
            }

            throw described;
        }
    }

    private string NoAnswer(string method, EtcdEndpoint endpoint) => string.Create(
        CultureInfo.InvariantCulture, $"{endpoint.Uri.Authority} did not answer {method} within {_options.AttemptTimeout.TotalSeconds} s");

    private async ValueTask<string?> TokenAsync(CancellationToken cancellationToken)
    {
        if (_options.User is not { } user)
        {
            return null;
        }

        if (Volatile.Read(ref _token) is { } known)
        {
            return known;
        }

        await _authenticating.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Volatile.Read(ref _token) is { } found)
            {
                return found;
            }

            var request = new AuthenticateRequest { Name = user.Name, Password = user.Password };
            var answer = await SendOnceAsync(EtcdMethods.Authenticate, request, null, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _token, answer.Token);
            return answer.Token;
        }
        finally
        {
            _authenticating.Release();
        }
    }
}
