namespace Signet.Storage.Memory;

/// <summary>The limits of a store in memory.</summary>
internal sealed record MemoryObjectStoreOptions
{
    /// <summary>The max number of changes in the history; beyond it, the oldest revisions are compacted.</summary>
    public int MaxHistoryChanges { get; init; } = 65_536;

    /// <summary>The max size of the values in the history in bytes; beyond it, the oldest revisions are compacted.</summary>
    public long MaxHistoryBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The max number of batches in the queue of a watch; beyond it, the watch ends.</summary>
    public int WatcherBacklog { get; init; } = 65_536;
}
