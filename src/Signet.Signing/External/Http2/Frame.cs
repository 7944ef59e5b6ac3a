using System.Buffers.Binary;

namespace Signet.Signing.External.Http2;

/// <summary>A received frame (RFC 9113, section 4.1).</summary>
internal readonly ref struct Frame
{
    /// <summary>The size of a frame without its payload.</summary>
    public const int HeaderBytes = 9;

    /// <summary>The max size of a payload, received and sent: the initial value of SETTINGS_MAX_FRAME_SIZE, which a peer can only raise.</summary>
    public const int MaxPayloadBytes = 16_384;

    /// <summary>The bits of a stream id, a window or an increment without the reserved bit.</summary>
    private const uint Mask31 = 0x7fff_ffff;

    private const int PriorityBytes = 5;

    public FrameType Type { get; private init; }

    public FrameFlags Flags { get; private init; }

    public uint StreamId { get; private init; }

    public ReadOnlySpan<byte> Payload { get; private init; }

    /// <summary>Whether it is the last frame of the peer on its stream; for DATA and HEADERS.</summary>
    public bool EndsStream => (Flags & FrameFlags.EndStream) != 0;

    /// <summary>Whether it acknowledges; for SETTINGS and PING.</summary>
    public bool IsAck => (Flags & FrameWriter.Ack) != 0;

    /// <summary>Whether the header block ends; for HEADERS and CONTINUATION.</summary>
    public bool EndsHeaders => (Flags & FrameFlags.EndHeaders) != 0;

    /// <summary>Reads the frame at the beginning of the input, and removes it from there; false when it is not complete.</summary>
    /// <exception cref="Http2Exception">The frame is too large.</exception>
    public static bool TryRead(ref ReadOnlySpan<byte> input, out Frame frame)
    {
        frame = default;
        if (input.Length < HeaderBytes)
        {
            return false;
        }

        var length = (input[0] << 16) | (input[1] << 8) | input[2];
        if (length > MaxPayloadBytes)
        {
            throw new Http2Exception(Http2Error.FrameSizeError, $"a frame has {length} bytes; at most {MaxPayloadBytes} are allowed");
        }

        if (input.Length < HeaderBytes + length)
        {
            return false;
        }

        frame = new Frame
        {
            Type = (FrameType)input[3],
            Flags = (FrameFlags)input[4],
            StreamId = ReadUInt31(input[5..]),
            Payload = input.Slice(HeaderBytes, length),
        };
        input = input[(HeaderBytes + length)..];
        return true;
    }

    /// <summary>Reads a number of 31 bits; the reserved bit is ignored.</summary>
    public static uint ReadUInt31(ReadOnlySpan<byte> input) => BinaryPrimitives.ReadUInt32BigEndian(input) & Mask31;

    /// <summary>The payload of DATA or HEADERS without padding and priority.</summary>
    /// <exception cref="Http2Exception">The padding is not shorter than the payload.</exception>
    public ReadOnlySpan<byte> Content()
    {
        var (start, padding) = (0, 0);
        if ((Flags & FrameFlags.Padded) != 0)
        {
            padding = Payload.IsEmpty ? 1 : Payload[0];
            start = 1;
        }

        if (Type == FrameType.Headers && (Flags & FrameFlags.Priority) != 0)
        {
            start += PriorityBytes;
        }

        return start + padding <= Payload.Length
            ? Payload[start..^padding]
            : throw new Http2Exception(Http2Error.ProtocolError, $"a frame of type {Type} is shorter than its padding");
    }

    /// <summary>Throws unless the payload has a size.</summary>
    public void RequireSize(bool isRight)
    {
        if (!isRight)
        {
            throw new Http2Exception(Http2Error.FrameSizeError, $"a frame of type {Type} has {Payload.Length} bytes");
        }
    }

    /// <summary>Throws unless the frame belongs to a stream, or to the connection.</summary>
    public void RequireStream(bool hasStream)
    {
        if (hasStream != (StreamId != 0))
        {
            throw new Http2Exception(Http2Error.ProtocolError, $"a frame of type {Type} is on stream {StreamId}");
        }
    }
}
