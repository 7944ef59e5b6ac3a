namespace Signet.Signing.External.Protocol;

/// <summary>A field of a serialized message (Protocol Buffers, Encoding).</summary>
/// <param name="Tag">The number and the wire type.</param>
/// <param name="Value">The bytes of a text or a message, without their length; of other types nothing of use.</param>
internal readonly record struct ProtoField(ulong Tag, ReadOnlyMemory<byte> Value)
{
    /// <summary>The max size of <see cref="WriteLength"/>.</summary>
    public const int MaxLengthBytes = 5;

    private const int LengthDelimited = 2;
    private const int MaxVarintBytes = 10;

    /// <summary>The tag of a text or a message.</summary>
    public static byte TagOf(int number) => (byte)((number << 3) | LengthDelimited);

    /// <summary>Reads the first field, and removes it from the message; null when it is not valid.</summary>
    public static ProtoField? TryRead(ref ReadOnlyMemory<byte> message)
    {
        if (TryReadVarint(ref message) is not { } tag || tag >> 3 == 0)
        {
            return null;
        }

        ulong? length = (tag & 7) switch
        {
            0 => TryReadVarint(ref message) is null ? null : 0,
            1 => sizeof(ulong),
            LengthDelimited => TryReadVarint(ref message),
            5 => sizeof(uint),
            _ => null,
        };
        if (length is not { } known || known > (ulong)message.Length)
        {
            return null;
        }

        var field = new ProtoField(tag, message[..(int)known]);
        message = message[(int)known..];
        return field;
    }

    /// <summary>Writes the length of a text; returns the number of bytes.</summary>
    public static int WriteLength(Span<byte> output, int length)
    {
        var (rest, at) = ((uint)length, 0);
        for (; rest >= 0x80; rest >>= 7)
        {
            output[at++] = (byte)(rest | 0x80);
        }

        output[at++] = (byte)rest;
        return at;
    }

    private static ulong? TryReadVarint(ref ReadOnlyMemory<byte> message)
    {
        var value = 0ul;
        var bytes = message.Span;
        for (var i = 0; i < bytes.Length && i < MaxVarintBytes; i++)
        {
            value |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
            {
                message = message[(i + 1)..];
                return value;
            }
        }

        return null;
    }
}
