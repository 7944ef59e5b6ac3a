using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Signet.Core.Primitives;
using Signet.Core.Tracing;
using Signet.Signing.External.Calls;
using Signet.Signing.External.Protocol;

namespace Signet.Signing.External;

/// <summary>Calls an external signer: gRPC over plaintext HTTP/2 on a Unix domain socket. Safe for concurrent use.</summary>
/// <param name="address">The socket.</param>
/// <param name="time">The clock of time limits.</param>
internal sealed class ExternalSignerClient(SignerAddress address, TimeProvider time) : IDisposable
{
    /// <summary>A signer's own text is for the log; a longer one is cut.</summary>
    private const int MaxDetailLength = 256;

    /// <summary>The header block of the requests of each method.</summary>
    private static readonly byte[][] Heads = [.. Enum.GetValues<SignerMethod>().Select(method => RequestHead.Encode(SignerMethods.PathOf(method)))];

    private readonly GrpcClient _client = new(address.EndPoint, time);

    /// <summary>The metrics of calls; null counts none.</summary>
    public ExternalSignerMetrics? Metrics { get; set; }

    /// <summary>The socket.</summary>
    public SignerAddress Address => address;

    /// <summary>Asks for a signature.</summary>
    /// <param name="claims">The claims in base64url; not read after the method has returned.</param>
    /// <param name="timeout">The time limit.</param>
    /// <param name="cancellationToken">Cancels the call; the signer may still sign.</param>
    /// <exception cref="ExternalSignerException">There is no answer.</exception>
    public async ValueTask<SignAnswer> SignAsync(ReadOnlyMemory<byte> claims, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var message = await CallAsync(SignerMethod.Sign, SignClaims.Frame(claims.Span), timeout, cancellationToken).ConfigureAwait(false);
        return SignAnswer.TryRead(message) ?? throw Invalid(SignerMethod.Sign, null);
    }

    /// <summary>Asks for the public keys.</summary>
    /// <param name="timeout">The time limit.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ExternalSignerException">There is no answer.</exception>
    public Task<FetchKeysResponse> FetchKeysAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        CallAsync(SignerMethod.FetchKeys, new FetchKeysRequest(), FetchKeysResponse.Parser, timeout, cancellationToken);

    /// <summary>Asks for the limits of the signer.</summary>
    /// <param name="timeout">The time limit.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ExternalSignerException">There is no answer.</exception>
    public Task<MetadataResponse> GetMetadataAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        CallAsync(SignerMethod.Metadata, new MetadataRequest(), MetadataResponse.Parser, timeout, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<TResponse> CallAsync<TResponse>(
        SignerMethod method, IMessage request, MessageParser<TResponse> parser, TimeSpan timeout, CancellationToken cancellationToken)
        where TResponse : IMessage<TResponse>
    {
        var message = await CallAsync(method, GrpcMessage.Frame(request), timeout, cancellationToken).ConfigureAwait(false);
        try
        {
            return parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw Invalid(method, exception);
        }
    }

    private async ValueTask<byte[]> CallAsync(SignerMethod method, byte[] body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var span = GrpcSpan.Start(SignerMethods.ServiceName, method.ToString());
        var head = TraceContext.Outgoing is var (parent, state) ? RequestHead.WithTrace(Heads[(int)method], parent, state) : Heads[(int)method];
        var answer = await _client.CallAsync(head, body, timeout, cancellationToken).ConfigureAwait(false);
        Metrics?.Record(method, answer.Message is null ? answer.Status.StatusCode : StatusCode.OK, Stopwatch.GetElapsedTime(started));
        if (answer.Message is { } message)
        {
            GrpcSpan.Answered(span, 0, "");
            return message;
        }

        GrpcSpan.Answered(span, (int)answer.Status.StatusCode, answer.Status.StatusCode.ToString());
        cancellationToken.ThrowIfCancellationRequested();
        throw Describe(method, answer, timeout);
    }

    private ExternalSignerException Invalid(SignerMethod method, Exception? inner) => new($"{method}: {address} answered with an invalid message", inner);

    private ExternalSignerException Describe(SignerMethod method, in GrpcAnswer answer, TimeSpan timeout)
    {
        var status = answer.Status;
        var inner = new RpcException(status);
        if (answer.IsExpired)
        {
            return new ExternalSignerException(
                string.Create(CultureInfo.InvariantCulture, $"{method}: {address} did not answer within {timeout.TotalSeconds} s"), new TimeoutException(null, inner))
            {
                IsTransient = true,
            };
        }

        // The socket's own error is clearer than that of an operation on it.
        var detail = status.DebugException is SocketException socket ? socket.Message : status.Detail;
        detail = detail.Length > MaxDetailLength ? detail[..MaxDetailLength] : detail;
        return new ExternalSignerException($"{method}: {address} answered {status.StatusCode}: {GoText.Quote(detail)}", inner)
        {
            IsTransient = status.StatusCode
                is StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.DeadlineExceeded or StatusCode.Aborted or StatusCode.Cancelled,
        };
    }
}
