namespace Signet.Server.Audit.Output;

/// <summary>What has become of the lines that were written.</summary>
internal enum AuditOutputState
{
    /// <summary>They are in the output.</summary>
    Confirmed,

    /// <summary>Not known yet, because the path names nothing at the moment; ask again.</summary>
    Pending,

    /// <summary>The output is a new file. Lines since the last confirmation may be in a file that nobody reads any more.</summary>
    Moved,

    /// <summary>The output was truncated or removed. Lines written shortly before may be in no copy of it.</summary>
    Lost,

    /// <summary>The same pipe has another reader. Lines written shortly before may have been read in part.</summary>
    ReaderChanged,
}
