using System.Buffers;
using Signet.Core.Schema;

namespace Signet.Server.Audit.Events;

/// <summary>An event as a line of the log, in a buffer of the shared pool.</summary>
/// <param name="Buffer">The buffer; <see cref="Return"/> gives it back.</param>
/// <param name="Length">How much of it is the line.</param>
internal readonly record struct AuditLine(byte[] Buffer, int Length)
{
    /// <summary>No line: makes the writer look after its output.</summary>
    public static AuditLine None => default;

    /// <summary>The bytes, with the line's end.</summary>
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);

    /// <summary>Writes an event.</summary>
    public static AuditLine Of(in AuditEvent audited)
    {
        using var scratch = JsonScratch.Take();
        AuditEventJson.Write(scratch.Writer, audited);
        var json = scratch.Written;
        var line = new AuditLine(ArrayPool<byte>.Shared.Rent(json.Length + 1), json.Length + 1);
        json.CopyTo(line.Buffer);
        line.Buffer[json.Length] = (byte)'\n';
        return line;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}
