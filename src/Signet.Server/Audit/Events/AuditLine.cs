using System.Buffers;
using Signet.Core.Schema;

namespace Signet.Server.Audit.Events;

/// <summary>An event as a line of JSON, in a buffer of the shared pool.</summary>
/// <param name="Buffer">The pooled buffer; <see cref="Return"/> returns it.</param>
/// <param name="Length">The number of bytes of the line.</param>
internal readonly record struct AuditLine(byte[] Buffer, int Length)
{
    /// <summary>Completes when the line was written; null when nothing waits for it.</summary>
    public AuditReceipt? Receipt { get; init; }

    /// <summary>No event: makes the writer check its output.</summary>
    public static AuditLine None => default;

    /// <summary>The line with its line break.</summary>
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);

    /// <summary>The JSON without the line break.</summary>
    public ReadOnlySpan<byte> Json => Buffer.AsSpan(0, Length - 1);

    /// <summary>Formats an event.</summary>
    public static AuditLine Of(in AuditEvent audited)
    {
        using var scratch = JsonScratch.Take();
        AuditEventJson.Write(scratch.Writer, audited);
        return Copy(scratch.Written);
    }

    /// <summary>Copies a JSON object, and adds the line break.</summary>
    public static AuditLine Copy(ReadOnlySpan<byte> json)
    {
        var line = new AuditLine(ArrayPool<byte>.Shared.Rent(json.Length + 1), json.Length + 1);
        json.CopyTo(line.Buffer);
        line.Buffer[json.Length] = (byte)'\n';
        return line;
    }

    /// <summary>Returns the buffer to the pool.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}
