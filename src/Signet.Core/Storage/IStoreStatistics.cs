namespace Signet.Core.Storage;

/// <summary>What a store with transactions of its own counts. Several commits may share a transaction.</summary>
internal interface IStoreStatistics
{
    /// <summary>The number of durable transactions.</summary>
    long Transactions { get; }

    /// <summary>The time in which transactions were written and synced to the disk.</summary>
    TimeSpan SyncTime { get; }
}
