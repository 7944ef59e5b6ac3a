using System.Globalization;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Signet.Core.Primitives;
using Signet.Signing.External.Protocol;

namespace Signet.Signing.External;

/// <summary>Calls an external signer: gRPC over plaintext HTTP/2 on a Unix domain socket. Safe for concurrent use.</summary>
/// <param name="address">The socket.</param>
/// <param name="time">The clock of time limits.</param>
internal sealed class ExternalSignerClient(SignerAddress address, TimeProvider time) : IDisposable
{
    /// <summary>The authority of the requests, as kube-apiserver sends it.</summary>
    private const string Authority = "http://localhost";

    /// <summary>A signer's own text is for the log; a longer one is cut.</summary>
    private const int MaxDetailLength = 256;

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(Authority, new GrpcChannelOptions
    {
        DisposeHttpClient = true,
        HttpHandler = new SocketsHttpHandler
        {
            UseProxy = false,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ConnectCallback = (_, cancellationToken) => ConnectAsync(address, cancellationToken),
        },
    });

    /// <summary>The socket.</summary>
    public SignerAddress Address => address;

    /// <summary>Asks for a signature.</summary>
    /// <param name="claims">The claims in base64url.</param>
    /// <param name="timeout">The time limit.</param>
    /// <param name="cancellationToken">Cancels the call; the signer may still sign.</param>
    /// <exception cref="ExternalSignerException">There is no answer.</exception>
    public Task<SignJWTResponse> SignAsync(string claims, TimeSpan timeout, CancellationToken cancellationToken) =>
        CallAsync(SignerMethods.Current.Sign, new SignJWTRequest { Claims = claims }, timeout, cancellationToken);

    /// <summary>Asks for the public keys.</summary>
    /// <param name="timeout">The time limit.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ExternalSignerException">There is no answer.</exception>
    public Task<FetchKeysResponse> FetchKeysAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        CallAsync(SignerMethods.Current.FetchKeys, new FetchKeysRequest(), timeout, cancellationToken);

    /// <summary>Asks for the limits of the signer.</summary>
    /// <param name="timeout">The time limit.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ExternalSignerException">There is no answer.</exception>
    public Task<MetadataResponse> GetMetadataAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        CallAsync(SignerMethods.Current.Metadata, new MetadataRequest(), timeout, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private static async ValueTask<Stream> ConnectAsync(SignerAddress address, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(address.EndPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<TResponse> CallAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : class
        where TResponse : class
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var call = _channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(cancellationToken: both.Token), request);
            return await call.ResponseAsync.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RpcException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (limit.IsCancellationRequested)
            {
                throw new ExternalSignerException(
                    string.Create(CultureInfo.InvariantCulture, $"{method.Name}: {address} did not answer within {timeout.TotalSeconds} s"),
                    new TimeoutException(null, exception))
                {
                    IsTransient = true,
                };
            }

            throw Describe(method.Name, exception);
        }
    }

    private ExternalSignerException Describe(string method, Exception exception)
    {
        var status = (exception as RpcException)?.Status ?? new Status(StatusCode.Unknown, exception.Message);

        // The framework's text for a connection that fails is long; the socket's own error says it.
        var detail = status.DebugException?.GetBaseException() is SocketException socket ? socket.Message : status.Detail;
        detail = detail.Length > MaxDetailLength ? detail[..MaxDetailLength] : detail;
        return new ExternalSignerException($"{method}: {address} answered {status.StatusCode}: {GoText.Quote(detail)}", exception)
        {
            IsTransient = status.StatusCode
                is StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.DeadlineExceeded or StatusCode.Aborted or StatusCode.Cancelled,
        };
    }
}
