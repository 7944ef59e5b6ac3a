namespace Signet.Testing;

/// <summary>A call of a store.</summary>
public enum StoreCall
{
    /// <summary>Reads the newest revision.</summary>
    GetRevision,

    /// <summary>Reads a key.</summary>
    Get,

    /// <summary>Reads a range.</summary>
    Range,

    /// <summary>Commits.</summary>
    Commit,

    /// <summary>Begins a watch.</summary>
    Watch,

    /// <summary>A watch hands over a batch.</summary>
    Batch,

    /// <summary>Tries a commit.</summary>
    Check,

    /// <summary>Compacts.</summary>
    Compact,
}
