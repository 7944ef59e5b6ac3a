namespace Signet.Server.Audit;

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
    AuditStanding Check(bool reopen);
}

/// <summary>What has become of the lines that were written.</summary>
internal enum AuditStanding
{
    /// <summary>They are in the output.</summary>
    Confirmed,

    /// <summary>Not known yet, because the path names nothing at the moment; ask again.</summary>
    Pending,

    /// <summary>The output is a new file. Lines since the last confirmation may be in a file that nobody reads any more.</summary>
    Moved,

    /// <summary>The output was cut or removed. Lines written shortly before may be in no copy of it.</summary>
    Lost,

    /// <summary>The same pipe has another reader. Lines written shortly before may have been read in part.</summary>
    ReaderChanged,
}
