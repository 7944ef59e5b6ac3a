namespace Signet.Storage.Memory;

/// <summary>The limits of a store in memory.</summary>
internal sealed record MemoryObjectStoreOptions
{
    /// <summary>The most changes that the history holds; the oldest revisions are compacted beyond that.</summary>
    public int MaxHistoryChanges { get; init; } = 65_536;

    /// <summary>The most bytes of values that the history holds; the oldest revisions are compacted beyond that.</summary>
    public long MaxHistoryBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most batches that a watcher may lie behind before its watch ends.</summary>
    public int WatcherBacklog { get; init; } = 65_536;
}
