using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Grpc.Core;
using Signet.Signing.External.Hpack;
using Signet.Signing.External.Http2;

namespace Signet.Signing.External.Calls;

/// <summary>What counts of the headers or trailers of a response.</summary>
internal sealed record ResponseHead
{
    private const int MaxCode = (int)StatusCode.Unauthenticated;

    /// <summary><c>:status</c>; 0 when it is missing, as in trailers.</summary>
    public int HttpStatus { get; private set; }

    /// <summary>Whether <c>content-type</c> is that of gRPC.</summary>
    public bool IsGrpc { get; private set; }

    /// <summary><c>grpc-status</c>; null when it is missing.</summary>
    public StatusCode? Code { get; private set; }

    /// <summary><c>grpc-message</c>, decoded.</summary>
    public string Message { get; private set; } = "";

    /// <summary>Reads a header block.</summary>
    /// <exception cref="Http2Exception">The block is invalid.</exception>
    public static ResponseHead Read(ReadOnlySpan<byte> block)
    {
        var head = new ResponseHead();
        var scratch = ArrayPool<byte>.Shared.Rent(HpackReader.ScratchBytes(block.Length));
        try
        {
            var reader = new HpackReader(block, scratch);
            while (reader.TryRead(out var name, out var value))
            {
                head.Read(name, value);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }

        return head;
    }

    private void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual(":status"u8))
        {
            HttpStatus = NumberOf(value) ?? 0;
        }
        else if (name.SequenceEqual("content-type"u8))
        {
            IsGrpc = value.StartsWith("application/grpc"u8);
        }
        else if (name.SequenceEqual("grpc-status"u8))
        {
            Code = NumberOf(value) is { } code && code <= MaxCode ? (StatusCode)code : StatusCode.Unknown;
        }
        else if (name.SequenceEqual("grpc-message"u8))
        {
            Message = DecodePercent(value);
        }
    }

    private static int? NumberOf(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out int number, out var used) && used == value.Length && number >= 0 ? number : null;

    /// <summary>Decodes <c>%XX</c>; an invalid sequence stays as it is (gRPC over HTTP/2, Status-Message).</summary>
    private static string DecodePercent(ReadOnlySpan<byte> value)
    {
        if (!value.Contains((byte)'%'))
        {
            return Encoding.UTF8.GetString(value);
        }

        var (decoded, length) = (new byte[value.Length], 0);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '%' && i + 2 < value.Length && Utf8Parser.TryParse(value.Slice(i + 1, 2), out byte octet, out var used, 'x') && used == 2)
            {
                decoded[length++] = octet;
                i += 2;
            }
            else
            {
                decoded[length++] = value[i];
            }
        }

        return Encoding.UTF8.GetString(decoded, 0, length);
    }
}
