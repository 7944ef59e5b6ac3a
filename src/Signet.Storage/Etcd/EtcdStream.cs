using Grpc.Core;

namespace Signet.Storage.Etcd;

/// <summary>A stream to one member. Writes come from one caller at a time, as do reads.</summary>
internal sealed class EtcdStream<TRequest, TResponse>(
    EtcdClient client, EtcdEndpoint endpoint, AsyncDuplexStreamingCall<TRequest, TResponse> call, CancellationTokenSource stop, string? token) : IDisposable
    where TRequest : class
    where TResponse : class
{
    /// <summary>The member.</summary>
    public EtcdEndpoint Endpoint => endpoint;

    /// <summary>Sends a message.</summary>
    /// <exception cref="EtcdException">The stream has failed; another member is current.</exception>
    public async Task SendAsync(TRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await call.RequestStream.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            throw Describe(exception, cancellationToken);
        }
    }

    /// <summary>Waits for the next message.</summary>
    /// <exception cref="EtcdException">The stream has failed or ended; another member is current.</exception>
    public async Task<TResponse> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false)
                ? call.ResponseStream.Current
                : throw new EtcdException(EtcdFault.Unavailable, $"{endpoint.Uri.Authority} has ended the stream");
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            throw Describe(exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Cancel();
        call.Dispose();
        stop.Dispose();
    }

    /// <summary>A write to a stream whose connection has failed throws what the connection threw.</summary>
    private static bool IsFailure(Exception exception) => exception is RpcException or EtcdException or IOException or HttpRequestException
        or OperationCanceledException or ObjectDisposedException or InvalidOperationException;

    private EtcdException Describe(Exception exception, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (client.Closed.IsCancellationRequested)
        {
            return new EtcdException(EtcdFault.Unavailable, "the store is closed", exception);
        }

        client.Fail(endpoint);
        var described = exception switch
        {
            EtcdException known => known,
            RpcException answered => EtcdErrors.Describe(answered, endpoint.Uri),
            _ => new EtcdException(EtcdFault.Unavailable, $"the stream to {endpoint.Uri.Authority} has failed", exception),
        };
        if (described.Fault == EtcdFault.Unauthenticated)
        {
            client.Forget(token);
        }

        return described;
    }
}
