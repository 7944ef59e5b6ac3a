using System.Buffers;
using System.Net.Security;
using System.Text;
using Signet.Signing.External.Http2;
using Signet.Testing;

namespace Signet.SystemTests.Attacks;

/// <summary>A connection of an attacker, which writes bytes as it likes. Counts what it has sent.</summary>
internal sealed class AttackConnection(SslStream tls, Action<long> count) : IAsyncDisposable
{
    /// <summary>The largest payload of a frame that a server has to take.</summary>
    public const int MaxFrame = 16_384;

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>Frames that are sent by <see cref="FlushAsync"/>.</summary>
    public IBufferWriter<byte> Frames => _buffer;

    /// <summary>Sends bytes; false when the server has closed the connection.</summary>
    public async Task<bool> TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await tls.WriteAsync(bytes);
            count(bytes.Length);
            return true;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Sends text.</summary>
    public Task<bool> TrySendAsync(string text) => TrySendAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>Begins HTTP/2.</summary>
    public async Task BeginAsync(params (SettingId, uint)[] settings)
    {
        _buffer.Write(FrameWriter.Preface);
        FrameWriter.WriteSettings(_buffer, settings);
        Assert.True(await FlushAsync());
    }

    /// <summary>Sends the frames; false when the server has closed the connection.</summary>
    public async Task<bool> FlushAsync()
    {
        var isSent = await TrySendAsync(_buffer.WrittenMemory);
        _buffer.ResetWrittenCount();
        return isSent;
    }

    /// <summary>Reads until the server closes the connection; returns what it sent, or the first bytes of it.</summary>
    public async Task<byte[]> ReadToEndAsync(int keep = 65_536)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[65_536];
        using var patience = new CancellationTokenSource(Patience.Limit);
        try
        {
            while (await tls.ReadAsync(buffer, patience.Token) is var read and > 0)
            {
                kept.Write(buffer, 0, (int)Math.Min(read, Math.Max(0, keep - kept.Length)));
            }
        }
        catch (IOException)
        {
            // Closed by a reset.
        }

        return kept.ToArray();
    }

    /// <summary>The header block of <c>GET /version</c>, with names and values that are neither compressed nor added to the table.</summary>
    public static byte[] HeadersOf(string method = "GET", string path = "/version")
    {
        var block = new ArrayBufferWriter<byte>();
        foreach (var (name, value) in ((string, string)[])[(":method", method), (":scheme", "https"), (":authority", "localhost"), (":path", path)])
        {
            WriteLiteral(block, 0x00, name, value);
        }

        return block.WrittenSpan.ToArray();
    }

    /// <summary>A literal header field (RFC 7541, section 6.2).</summary>
    /// <param name="block">The block.</param>
    /// <param name="kind">0x40 adds it to the table, 0x00 does not.</param>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    public static void WriteLiteral(IBufferWriter<byte> block, byte kind, string name, string value)
    {
        block.Write<byte>([kind]);
        WriteText(block, name);
        WriteText(block, value);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => tls.DisposeAsync();

    private static void WriteText(IBufferWriter<byte> block, string text)
    {
        // An integer with a prefix of 7 bits (RFC 7541, section 5.1), without Huffman coding.
        const int Max = 127;
        var length = text.Length;
        if (length < Max)
        {
            block.Write<byte>([(byte)length]);
        }
        else
        {
            block.Write<byte>([Max]);
            for (length -= Max; length >= 128; length >>= 7)
            {
                block.Write<byte>([(byte)((length & 127) | 128)]);
            }

            block.Write<byte>([(byte)length]);
        }

        block.Write(Encoding.ASCII.GetBytes(text));
    }
}
