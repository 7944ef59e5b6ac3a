using Signet.Core.Primitives;

namespace Signet.Core.Storage;

/// <summary>
/// The storage seam: keys (ASCII paths such as <c>/registry/pods/NS/NAME</c>, ordered by bytes), values (bytes) and
/// revisions; it knows nothing of Kubernetes. Implementations pass <c>ObjectStoreContract</c> in the tests.
/// </summary>
/// <remarks>
/// Lost I/O is a <see cref="StoreUnavailableException"/>; after one, a commit's fate is unknown to its caller. Everything
/// acknowledged survives <c>kill -9</c> and power loss.
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

    /// <summary>The values of a range of keys, in the order of their bytes, all as of one revision.</summary>
    /// <exception cref="RevisionCompactedException">The revision asked for is no longer kept.</exception>
    /// <exception cref="RevisionInFutureException">The revision asked for does not exist yet.</exception>
    ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Makes all changes at one new revision if every compare holds, and none otherwise. When it returns a success the
    /// changes are durable, and watchers have been handed them or will be, in order.
    /// </summary>
    /// <exception cref="StoreFullException">There is no space; nothing has changed.</exception>
    ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken);

    /// <summary>
    /// The changes to keys with a prefix, from <paramref name="from"/> (inclusive) on, in the order of revisions, without
    /// end until cancelled. All changes of one revision come in one batch. An empty batch reports progress: every change up to its revision
    /// has been delivered. The watch reports every revision that <see cref="GetRevisionAsync"/> has returned, if need be by an empty batch.
    /// </summary>
    /// <exception cref="RevisionCompactedException"><paramref name="from"/> is no longer kept, or the watcher is too slow.</exception>
    IAsyncEnumerable<ChangeBatch> WatchAsync(string prefix, Revision from, CancellationToken cancellationToken);

    /// <summary>
    /// Tries what a commit needs, durably and without changing anything. Cheap: concurrent calls share one attempt, and a commit that has just
    /// succeeded counts as one.
    /// </summary>
    /// <exception cref="StoreFullException">There is no space for commits that may not use the reserve.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot write.</exception>
    ValueTask CheckAsync(CancellationToken cancellationToken);

    /// <summary>Forgets history before a revision; the newest values stay. Compacting twice is no error.</summary>
    ValueTask CompactAsync(Revision before, CancellationToken cancellationToken);
}
