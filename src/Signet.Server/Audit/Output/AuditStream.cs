namespace Signet.Server.Audit.Output;

/// <summary>A stream as output, for systems other than Linux. It is neither rotated nor reopened.</summary>
internal sealed class AuditStream(Stream stream) : IAuditOutput
{
    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        stream.Flush();
        return bytes.Length;
    }

    /// <inheritdoc/>
    public AuditOutputState Check(bool reopen) => AuditOutputState.Confirmed;

    /// <inheritdoc/>
    public void Sync() => (stream as FileStream)?.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
