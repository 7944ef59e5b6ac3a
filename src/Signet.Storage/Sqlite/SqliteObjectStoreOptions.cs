namespace Signet.Storage.Sqlite;

/// <summary>The options of the embedded store.</summary>
internal sealed record SqliteObjectStoreOptions
{
    /// <summary>The database file; created if it does not exist.</summary>
    public required string Path { get; init; }

    /// <summary>A file outside of the store with its latest known revision (<see cref="StoreMarkFile"/>); null disables it.</summary>
    public string? MarkPath { get; init; }

    /// <summary>Whether a store is accepted that has less data than the mark states.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>The size of the disk reserve in bytes; at most an eighth of the disk.</summary>
    public long Reserve { get; init; } = 16 * 1024 * 1024;

    /// <summary>The max number of commits in a transaction.</summary>
    public int MaxBatchSize { get; init; } = 512;

    /// <summary>The max number of batches in the queue of a watch; beyond it, the watch ends.</summary>
    public int WatcherBacklog { get; init; } = 65_536;

    /// <summary>The clock, for rate limits of retries.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
