using System.Buffers.Binary;
using Google.Protobuf;

namespace Signet.Signing.External.Calls;

/// <summary>The framing of messages: a byte that says whether it is compressed, and the length (gRPC over HTTP/2, Length-Prefixed-Message).</summary>
internal static class GrpcMessage
{
    /// <summary>The size of the frame without the message.</summary>
    public const int PrefixBytes = 5;

    /// <summary>The max size of a received message; the limit of gRPC's libraries.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>A message with its prefix.</summary>
    public static byte[] Frame(IMessage message)
    {
        var framed = Allocate(message.CalculateSize());
        message.WriteTo(framed.AsSpan(PrefixBytes));
        return framed;
    }

    /// <summary>The prefix, and the memory of a message.</summary>
    /// <param name="length">The size of the message.</param>
    public static byte[] Allocate(int length)
    {
        var framed = new byte[PrefixBytes + length];
        WritePrefix(framed, length);
        return framed;
    }

    /// <summary>Writes the prefix of a message that is not compressed.</summary>
    /// <param name="output">Gets it.</param>
    /// <param name="length">The size of the message.</param>
    public static void WritePrefix(Span<byte> output, int length)
    {
        output[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(output[1..], length);
    }

    /// <summary>Reads the prefix of a message; null when it is not complete.</summary>
    public static (bool IsCompressed, uint Length)? TryReadPrefix(ReadOnlySpan<byte> framed) =>
        framed.Length >= PrefixBytes ? (framed[0] != 0, BinaryPrimitives.ReadUInt32BigEndian(framed[1..])) : null;
}
