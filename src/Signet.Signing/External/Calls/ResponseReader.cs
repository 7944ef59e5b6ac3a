using System.Net;
using Grpc.Core;

namespace Signet.Signing.External.Calls;

/// <summary>Assembles the answer to a unary call from its frames (gRPC over HTTP/2, Responses). Not for concurrent use.</summary>
internal struct ResponseReader
{
    private readonly byte[] _prefix = new byte[GrpcMessage.PrefixBytes];
    private int _prefixLength;
    private byte[]? _message;
    private int _received;
    private bool _hasHeaders;

    public ResponseReader()
    {
    }

    private readonly bool IsComplete => _message is not null && _received == _message.Length;

    /// <summary>Reads headers or trailers.</summary>
    /// <param name="head">Their fields.</param>
    /// <param name="isLast">Whether the response ends.</param>
    /// <returns>The answer; null while the response goes on.</returns>
    public GrpcAnswer? ReadHead(ResponseHead head, bool isLast)
    {
        if (_hasHeaders)
        {
            return isLast ? Finish(head) : GrpcAnswer.Failed(StatusCode.Internal, "the response has headers twice");
        }

        var isInterim = head.HttpStatus is >= 100 and < 200;
        if (isInterim && !isLast)
        {
            return null;
        }

        _hasHeaders = true;
        return isLast && !isInterim ? Finish(head)
            : head.HttpStatus != (int)HttpStatusCode.OK ? GrpcAnswer.Failed(CodeOf(head.HttpStatus), $"the HTTP status is {head.HttpStatus}")
            : !head.IsGrpc ? GrpcAnswer.Failed(StatusCode.Unknown, "the content type is not application/grpc")
            : null;
    }

    /// <summary>Reads a part of the message.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="isLast">Whether the response ends.</param>
    /// <returns>The answer, which is a failure; null while the response goes on.</returns>
    public GrpcAnswer? ReadData(ReadOnlySpan<byte> data, bool isLast)
    {
        if (!_hasHeaders)
        {
            return GrpcAnswer.Failed(StatusCode.Internal, "the response has no headers");
        }

        if (_message is null && TryReadPrefix(ref data) is { } fault)
        {
            return fault;
        }

        if (_message is not null)
        {
            if (data.Length > _message.Length - _received)
            {
                return GrpcAnswer.Failed(StatusCode.Internal, "the response has more than one message");
            }

            data.CopyTo(_message.AsSpan(_received));
            _received += data.Length;
        }

        return isLast ? GrpcAnswer.Failed(StatusCode.Internal, "the response ended without a status") : null;
    }

    private static StatusCode CodeOf(int httpStatus) => (HttpStatusCode)httpStatus switch
    {
        HttpStatusCode.BadRequest => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway => StatusCode.Unavailable,
        HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    private GrpcAnswer? TryReadPrefix(ref ReadOnlySpan<byte> data)
    {
        var taken = Math.Min(GrpcMessage.PrefixBytes - _prefixLength, data.Length);
        data[..taken].CopyTo(_prefix.AsSpan(_prefixLength));
        _prefixLength += taken;
        data = data[taken..];
        if (GrpcMessage.TryReadPrefix(_prefix.AsSpan(0, _prefixLength)) is not var (isCompressed, length))
        {
            return null;
        }

        if (isCompressed)
        {
            return GrpcAnswer.Failed(StatusCode.Internal, "the message is compressed, which was not accepted");
        }

        if (length > GrpcMessage.MaxBytes)
        {
            return GrpcAnswer.Failed(StatusCode.ResourceExhausted, $"the message has {length} bytes; at most {GrpcMessage.MaxBytes} are allowed");
        }

        _message = new byte[length];
        return null;
    }

    private readonly GrpcAnswer Finish(ResponseHead head) => head.Code switch
    {
        StatusCode.OK => IsComplete
            ? new GrpcAnswer(_message, Status.DefaultSuccess)
            : GrpcAnswer.Failed(StatusCode.Internal, "the response has no message"),
        { } code => GrpcAnswer.Failed(code, head.Message),
        _ => GrpcAnswer.Failed(
            head.HttpStatus is 0 or (int)HttpStatusCode.OK ? StatusCode.Unknown : CodeOf(head.HttpStatus), "the response ended without a status"),
    };
}
