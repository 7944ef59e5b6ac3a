namespace Signet.Server.Audit.Output;

/// <summary>The destination of the audit log. Used by one thread at a time.</summary>
internal interface IAuditOutput : IDisposable
{
    /// <summary>Writes the next bytes of the log; they need not end at a line break.</summary>
    /// <returns>The number of bytes that were accepted; 0 when none are accepted at present.</returns>
    /// <exception cref="IOException">Nothing was written.</exception>
    int Write(ReadOnlySpan<byte> bytes);

    /// <summary>Checks whether the written lines are still in the output, and reopens it when they are not.</summary>
    /// <param name="reopen">Reopen the file at the path now (SIGHUP).</param>
    /// <exception cref="IOException">The output is not writable at present.</exception>
    AuditOutputState Check(bool reopen);

    /// <summary>Waits until the written lines are on the disk (fsync), where the output has one.</summary>
    /// <exception cref="IOException">The disk failed: lines since the last success have to be written again.</exception>
    void Sync();
}
