namespace Signet.Storage.Sqlite;

/// <summary>How the embedded store works.</summary>
internal sealed record SqliteObjectStoreOptions
{
    /// <summary>The database file; made when it does not exist.</summary>
    public required string Path { get; init; }

    /// <summary>A file outside of the store that remembers how far the store has come; null remembers nothing.</summary>
    public string? MarkPath { get; init; }

    /// <summary>Whether a store is accepted that has less than <see cref="MarkPath"/> remembers.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>How many bytes of the disk are held in reserve for commits that may use them; on a small disk at most an eighth of it.</summary>
    public long Reserve { get; init; } = 16 * 1024 * 1024;

    /// <summary>The most commits that share one transaction and one fsync.</summary>
    public int MaxBatchSize { get; init; } = 512;

    /// <summary>The most batches that a watcher may lie behind before it is dropped.</summary>
    public int WatcherBacklog { get; init; } = 65_536;

    /// <summary>The clock, for what is not tried too often.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
