using System.Buffers.Binary;
using System.Net.Security;
using System.Text;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Sends malformed request heads, and reads the server's answer.</summary>
internal static class HandmadeHead
{
    private const int FrameLimit = 16 * 1024;
    private const byte HeadersFrame = 1, ResetFrame = 3, SettingsFrame = 4, GoAwayFrame = 7, ContinuationFrame = 9;

    /// <summary>Sends a head as HTTP/1.1; returns everything until the server closes the connection.</summary>
    public static async Task<string> SendAsync(ServedSignet server, string head)
    {
        await using var connection = await server.ConnectAsync(SslApplicationProtocol.Http11);
        var sending = WriteAsync(connection, Encoding.Latin1.GetBytes(head));
        using var answer = new MemoryStream();
        var buffer = new byte[FrameLimit];
        while (await ReadAsync(connection, buffer) is var count and > 0)
        {
            answer.Write(buffer, 0, count);
        }

        await sending;
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    /// <summary>Sends a head as HTTP/2; returns the status (<c>431</c>), or what the server refuses it with (<c>GOAWAY 11</c>).</summary>
    public static async Task<string> SendAsync(ServedSignet server, IEnumerable<(string Name, string Value)> headers)
    {
        await using var connection = await server.ConnectAsync(SslApplicationProtocol.Http2);
        var sending = WriteAsync(connection, [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(SettingsFrame, 0, 0, []), .. Head(headers)]);
        var answer = await ReadAnswerAsync(connection);
        await sending;
        return answer;
    }

    /// <summary>The server may close the connection before it has read everything.</summary>
    private static async Task WriteAsync(SslStream connection, byte[] bytes)
    {
        try
        {
            await connection.WriteAsync(bytes);
        }
        catch (IOException)
        {
            return;
        }
    }

    /// <summary>A connection counts as closed with or without a reset.</summary>
    private static async Task<int> ReadAsync(SslStream connection, byte[] buffer)
    {
        try
        {
            return await connection.ReadAsync(buffer);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task<string> ReadAnswerAsync(SslStream connection)
    {
        var head = new byte[9];
        while (true)
        {
            await connection.ReadExactlyAsync(head);
            var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
            await connection.ReadExactlyAsync(payload);
            switch (head[3])
            {
                // The status comes first: that it is one, its length, itself.
                case HeadersFrame:
                    return Encoding.Latin1.GetString(payload.AsSpan(2, 3));
                case ResetFrame:
                    return $"RST_STREAM {BinaryPrimitives.ReadUInt32BigEndian(payload)}";
                case GoAwayFrame:
                    return $"GOAWAY {BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(4))}";
                default:
                    continue;
            }
        }
    }

    /// <summary>A request for <c>/</c>, in as many frames as it takes; no header is compressed (RFC 7541, 6.2.2).</summary>
    private static byte[] Head(IEnumerable<(string Name, string Value)> headers)
    {
        var block = new List<byte> { 0x82, 0x87, 0x84, 0x01 };
        Append(block, "signet");
        foreach (var (name, value) in headers)
        {
            block.Add(0);
            Append(block, name);
            Append(block, value);
        }

        var frames = new List<byte>();
        var parts = block.Chunk(FrameLimit).ToArray();
        for (var i = 0; i < parts.Length; i++)
        {
            const byte EndOfStream = 1, EndOfHeaders = 4;
            var flags = (i == 0 ? EndOfStream : 0) | (i == parts.Length - 1 ? EndOfHeaders : 0);
            frames.AddRange(Frame(i == 0 ? HeadersFrame : ContinuationFrame, (byte)flags, 1, parts[i]));
        }

        return [.. frames];
    }

    private static void Append(List<byte> block, string text)
    {
        const int Prefix = 127;
        if (text.Length < Prefix)
        {
            block.Add((byte)text.Length);
        }
        else
        {
            block.Add(Prefix);
            var rest = text.Length - Prefix;
            for (; rest >= 128; rest >>= 7)
            {
                block.Add((byte)(rest | 128));
            }

            block.Add((byte)rest);
        }

        block.AddRange(Encoding.Latin1.GetBytes(text));
    }

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }
}
