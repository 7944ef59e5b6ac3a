namespace Signet.Core.Storage.Copying;

/// <summary>The store that a copy fills. Each change is durable when its call returns.</summary>
internal interface ICopyTarget
{
    /// <summary>The record of an unfinished copy, or null.</summary>
    ValueTask<CopyRecord?> FindAsync(CancellationToken cancellationToken);

    /// <summary>Records that a copy begins. The target has no keys, which the caller has checked.</summary>
    ValueTask BeginAsync(CopyRecord record, CancellationToken cancellationToken);

    /// <summary>
    /// Before the first value: prepares the target so that no resourceVersion becomes smaller than it was in the source, where that is possible. Repeatable.
    /// </summary>
    /// <param name="record">The copy.</param>
    /// <param name="report">Gets the number of revisions that are still missing.</param>
    /// <param name="cancellationToken">Stops; the copy can be resumed.</param>
    ValueTask PrepareAsync(CopyRecord record, Action<long> report, CancellationToken cancellationToken);

    /// <summary>Adds values and replaces the record, atomically.</summary>
    /// <param name="values">The values, as the source has them.</param>
    /// <param name="record">The record, with these values counted.</param>
    /// <param name="cancellationToken">Stops; the copy can be resumed.</param>
    /// <exception cref="StoreCopyException">Another process has written to the target.</exception>
    ValueTask AddAsync(IReadOnlyList<StoredValue> values, CopyRecord record, CancellationToken cancellationToken);

    /// <summary>Reads from the target, the record included.</summary>
    ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken);

    /// <summary>Removes the record: the copy is complete.</summary>
    /// <exception cref="StoreCopyException">Another process has written to the target.</exception>
    ValueTask FinishAsync(CancellationToken cancellationToken);
}
