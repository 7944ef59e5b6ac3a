using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>
/// The storage seam: keys (ASCII paths such as <c>/registry/pods/NS/NAME</c>, ordered by bytes), values (bytes) and
/// revisions. Independent of Kubernetes. Implementations pass <c>ObjectStoreContract</c> in the tests.
/// </summary>
/// <remarks>
/// Failed I/O is a <see cref="StoreUnavailableException"/>; then the caller does not know whether a commit has happened. An acknowledged commit
/// survives <c>kill -9</c> and power loss.
/// </remarks>
public interface IObjectStore : IAsyncDisposable
{
    /// <summary>
    /// Whether no other process can write while this one has the store open. Then <see cref="GetRevisionAsync"/> completes synchronously
    /// from memory. Constant for the lifetime of the store.
    /// </summary>
    bool IsExclusive { get; }

    /// <summary>
    /// The newest revision, by a linearizable read: every commit that was acknowledged to any process before the call is included. Watches
    /// reach this revision without further commits.
    /// </summary>
    ValueTask<Revision> GetRevisionAsync(CancellationToken cancellationToken);

    /// <summary>The newest value of a key, or null.</summary>
    ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>The values of a range of keys at one revision, ordered by the bytes of the keys.</summary>
    /// <exception cref="RevisionCompactedException">The requested revision has been compacted.</exception>
    /// <exception cref="RevisionInFutureException">The requested revision does not exist yet.</exception>
    ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Makes all changes at one new revision if every compare holds, and none otherwise. After a success the changes are durable, and
    /// watchers have received them or will, in order.
    /// </summary>
    /// <exception cref="StoreFullException">There is no space; nothing has changed.</exception>
    ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken);

    /// <summary>
    /// The changes of keys with a prefix, from <paramref name="from"/> (inclusive) on, in the order of revisions, until it is
    /// cancelled. All changes of one revision are in one batch. An empty batch reports progress: every change up to its revision
    /// has been delivered. The watch reports every revision that <see cref="GetRevisionAsync"/> has returned, with an empty batch if necessary.
    /// </summary>
    /// <exception cref="RevisionCompactedException"><paramref name="from"/> has been compacted, or the watcher is too slow.</exception>
    IAsyncEnumerable<ChangeBatch> WatchAsync(string prefix, Revision from, CancellationToken cancellationToken);

    /// <summary>
    /// Checks that commits are possible, by a durable write that changes nothing. Cheap: concurrent calls share one write, and a recent
    /// successful commit replaces it.
    /// </summary>
    /// <exception cref="StoreFullException">There is no space for commits that may not use the reserve.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot write.</exception>
    ValueTask CheckAsync(CancellationToken cancellationToken);

    /// <summary>Removes the history before a revision; the newest values stay. Idempotent.</summary>
    ValueTask CompactAsync(Revision before, CancellationToken cancellationToken);

    /// <summary>
    /// Begins with the history that the store has now, after a <see cref="HistoryReplacedException"/>: the caller has given up what it had read and reads
    /// everything again. Nothing to do for a store that only this process uses.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    /// <exception cref="StoreFormatException">The data is not that of a store.</exception>
    ValueTask AdoptHistoryAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
