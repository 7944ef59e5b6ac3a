namespace Signet.Server.Audit.Output;

/// <summary>Where the audit log goes. Used by one thread at a time.</summary>
internal interface IAuditOutput : IDisposable
{
    /// <summary>Writes the next bytes of the log; they need not end with a line.</summary>
    /// <returns>How many were taken; 0 when nothing can be taken at the moment.</returns>
    /// <exception cref="IOException">Nothing was taken.</exception>
    int Write(ReadOnlySpan<byte> bytes);

    /// <summary>Looks whether what has been written is still where it belongs, and opens the output anew when it is not.</summary>
    /// <param name="reopen">Open at once what the path names now (SIGHUP).</param>
    /// <exception cref="IOException">Nothing can be written at the moment.</exception>
    AuditOutputState Check(bool reopen);
}
