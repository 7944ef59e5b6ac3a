namespace Signet.Server.Audit.Output;

/// <summary>The state of the lines that were written to an output.</summary>
internal enum AuditOutputState
{
    /// <summary>The lines are in the output.</summary>
    Confirmed,

    /// <summary>Unknown, because the path names no file at present; to be checked again.</summary>
    Pending,

    /// <summary>The output is a new file. Lines since the last confirmation may be in the old file after its last reader has read it.</summary>
    Moved,

    /// <summary>The output was truncated or removed. Lines that were written shortly before may be in no copy of it.</summary>
    Lost,

    /// <summary>The pipe has a new reader. Lines that were written shortly before may have been read only in part.</summary>
    ReaderChanged,
}
