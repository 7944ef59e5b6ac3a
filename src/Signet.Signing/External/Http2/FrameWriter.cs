using System.Buffers;
using System.Buffers.Binary;

namespace Signet.Signing.External.Http2;

/// <summary>Writes frames.</summary>
internal static class FrameWriter
{
    /// <summary>SETTINGS, PING: an acknowledgement.</summary>
    public const FrameFlags Ack = FrameFlags.EndStream;

    private const int SettingBytes = 6;

    /// <summary>The first bytes of a client (RFC 9113, section 3.4).</summary>
    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>A frame with its payload.</summary>
    public static void Write(IBufferWriter<byte> output, FrameType type, FrameFlags flags, uint streamId, ReadOnlySpan<byte> payload)
    {
        var frame = output.GetSpan(Frame.HeaderBytes + payload.Length);
        frame[0] = (byte)(payload.Length >> 16);
        frame[1] = (byte)(payload.Length >> 8);
        frame[2] = (byte)payload.Length;
        frame[3] = (byte)type;
        frame[4] = (byte)flags;
        BinaryPrimitives.WriteUInt32BigEndian(frame[5..], streamId);
        payload.CopyTo(frame[Frame.HeaderBytes..]);
        output.Advance(Frame.HeaderBytes + payload.Length);
    }

    /// <summary>The acknowledgement of a SETTINGS or PING frame.</summary>
    public static void WriteAck(IBufferWriter<byte> output, FrameType type, ReadOnlySpan<byte> payload) =>
        Write(output, type, Ack, 0, payload);

    public static void WriteSettings(IBufferWriter<byte> output, params ReadOnlySpan<(SettingId Id, uint Value)> settings)
    {
        Span<byte> payload = stackalloc byte[SettingBytes * settings.Length];
        for (var i = 0; i < settings.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload[(SettingBytes * i)..], (ushort)settings[i].Id);
            BinaryPrimitives.WriteUInt32BigEndian(payload[((SettingBytes * i) + 2)..], settings[i].Value);
        }

        Write(output, FrameType.Settings, FrameFlags.None, 0, payload);
    }

    /// <summary>Allows the peer to send more, on the whole connection (stream 0).</summary>
    public static void WriteWindowUpdate(IBufferWriter<byte> output, uint increment) => WriteNumber(output, FrameType.WindowUpdate, 0, increment);

    public static void WriteReset(IBufferWriter<byte> output, uint streamId, Http2Error error) =>
        WriteNumber(output, FrameType.ResetStream, streamId, (uint)error);

    /// <summary>The end of the connection. Streams of the peer were not processed: there are none.</summary>
    public static void WriteGoAway(IBufferWriter<byte> output, Http2Error error)
    {
        Span<byte> payload = stackalloc byte[8];
        payload.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(payload[4..], (uint)error);
        Write(output, FrameType.GoAway, FrameFlags.None, 0, payload);
    }

    private static void WriteNumber(IBufferWriter<byte> output, FrameType type, uint streamId, uint number)
    {
        Span<byte> payload = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(payload, number);
        Write(output, type, FrameFlags.None, streamId, payload);
    }
}
