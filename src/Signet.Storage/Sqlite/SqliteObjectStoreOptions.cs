namespace Signet.Storage.Sqlite;

/// <summary>How the embedded store works.</summary>
public sealed record SqliteObjectStoreOptions
{
    /// <summary>The database file; made when it does not exist.</summary>
    public required string Path { get; init; }

    /// <summary>The most commits that share one transaction and one fsync.</summary>
    public int MaximumBatch { get; init; } = 512;

    /// <summary>The most batches that a watcher may lie behind before it is dropped.</summary>
    public int WatcherBacklog { get; init; } = 65_536;
}
