using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Signet.Core.Tracing;
using Signet.Signing.External.Calls;
using Signet.Signing.External.Protocol;

namespace Signet.Server.Hosting.Signers;

/// <summary>
/// Serves the methods of both versions of <c>ExternalJWTSigner</c>: unary gRPC over HTTP/2 (gRPC over HTTP/2, Requests and Responses). The only handler of its
/// web application. See docs/decisions/0030-external-signers.md.
/// </summary>
internal sealed class SignerEndpoint(SignerService service, SignerTracing tracing)
{
    private const string ContentType = "application/grpc";
    private const string StatusField = "grpc-status";
    private const string MessageField = "grpc-message";

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || context.Request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) != true)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        context.Response.ContentType = ContentType;
        using var span = tracing.Begin(context);
        try
        {
            await CallAsync(context).ConfigureAwait(false);
            context.Response.AppendTrailer(StatusField, "0");
            GrpcSpan.Answered(span, 0, "");
        }
        catch (RpcException exception)
        {
            GrpcSpan.Answered(span, (int)exception.StatusCode, exception.StatusCode.ToString());

            // There is no message before it: the headers are the trailers.
            context.Response.Headers[StatusField] = ((int)exception.StatusCode).ToString(CultureInfo.InvariantCulture);
            context.Response.Headers[MessageField] = EncodePercent(exception.Status.Detail);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has reset the stream, or the connection has ended.
        }
    }

    private async Task CallAsync(HttpContext context)
    {
        var (cancellationToken, peer) = (context.RequestAborted, PeerOf(context));
        switch (SignerMethods.TryParse(context.Request.Path.Value))
        {
            case SignerMethod.Sign:
                var message = await ReadAsync(context.Request.BodyReader, cancellationToken).ConfigureAwait(false);
                var claims = SignClaims.TryRead(message) ?? throw Fault(StatusCode.Internal, "the message is not a SignJWTRequest");
                var made = await service.SignAsync(claims, peer, cancellationToken).ConfigureAwait(false);
                SignAnswer.Write(context.Response.BodyWriter, made.EncodedHeader.Span, made.Signature.Span);
                break;
            case SignerMethod.FetchKeys:
                await ReadAsync(context.Request.BodyReader, cancellationToken).ConfigureAwait(false);
                Write(context.Response.BodyWriter, await service.FetchKeysAsync(peer, cancellationToken).ConfigureAwait(false));
                break;
            case SignerMethod.Metadata:
                await ReadAsync(context.Request.BodyReader, cancellationToken).ConfigureAwait(false);
                Write(context.Response.BodyWriter, service.GetMetadata().ToByteArray());
                break;
            default:
                throw Fault(StatusCode.Unimplemented, "the signer does not have this method");
        }
    }

    /// <summary>The gate has set it for each connection that it let through.</summary>
    private static Peer PeerOf(HttpContext context) =>
        context.Features.Get<Peer>() ?? throw new InvalidOperationException("the connection has no checked peer");

    /// <summary>Reads the only message of a request.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.Buffer.Length > GrpcMessage.PrefixBytes + SignerLimits.MaxRequestBytes)
            {
                throw Fault(StatusCode.ResourceExhausted, $"the message is too large; at most {SignerLimits.MaxRequestBytes} bytes are allowed");
            }

            if (read.IsCompleted)
            {
                var framed = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return MessageOf(framed);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static ReadOnlyMemory<byte> MessageOf(byte[] framed) =>
        GrpcMessage.TryReadPrefix(framed) is not { } prefix ? throw Fault(StatusCode.Internal, "the request has no message")
        : prefix.IsCompressed ? throw Fault(StatusCode.Unimplemented, "the message is compressed; the signer accepts identity only")
        : prefix.Length != framed.Length - GrpcMessage.PrefixBytes ? throw Fault(StatusCode.Internal, "the request is not one complete message")
        : framed.AsMemory(GrpcMessage.PrefixBytes);

    private static void Write(PipeWriter output, ReadOnlySpan<byte> message)
    {
        GrpcMessage.WritePrefix(output.GetSpan(GrpcMessage.PrefixBytes), message.Length);
        output.Advance(GrpcMessage.PrefixBytes);
        output.Write(message);
    }

    private static RpcException Fault(StatusCode code, string detail) => new(new Status(code, detail));

    /// <summary>Encodes what is not printable ASCII, and the percent sign (gRPC over HTTP/2, Status-Message).</summary>
    private static string EncodePercent(string text)
    {
        var encoded = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            _ = octet is >= 0x20 and <= 0x7e and not (byte)'%' ? encoded.Append((char)octet) : encoded.Append('%').Append(octet.ToString("X2", null));
        }

        return encoded.ToString();
    }
}
