using System.Buffers;
using System.Text.Json;
using Signet.Core.Schema;

namespace Signet.Server.Audit;

/// <summary>An event as a line of the log, in a buffer of the shared pool.</summary>
/// <param name="Buffer">The buffer; <see cref="Return"/> gives it back.</param>
/// <param name="Length">How much of it is the line.</param>
internal readonly record struct AuditLine(byte[] Buffer, int Length)
{
    /// <summary>A buffer that has grown beyond this is not kept.</summary>
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) _kept;

    /// <summary>The bytes, with the line's end.</summary>
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);

    /// <summary>Writes an event.</summary>
    public static AuditLine Of(in AuditEvent audited)
    {
        var (buffer, writer) = _kept;
        if (writer is null)
        {
            buffer = new ArrayBufferWriter<byte>(2048);
            writer = new Utf8JsonWriter(buffer, CanonicalJson.WriterOptions);
        }

        _kept = default;
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        AuditEventJson.Write(writer, audited);
        writer.Flush();
        buffer.Write("\n"u8);
        var line = new AuditLine(ArrayPool<byte>.Shared.Rent(buffer.WrittenCount), buffer.WrittenCount);
        buffer.WrittenSpan.CopyTo(line.Buffer);
        if (buffer.Capacity <= LargestKept)
        {
            _kept = (buffer, writer);
        }

        return line;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}
