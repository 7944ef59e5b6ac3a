using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Testing;

/// <summary>A store in memory that several servers of one process share, with locks.</summary>
internal sealed class LockableStore(IObjectStore inner) : IObjectStore, ILockingStore
{
    private readonly SemaphoreSlim _free = new(1, 1);

    /// <inheritdoc/>
    public bool IsExclusive => false;

    /// <inheritdoc/>
    public async ValueTask<IStoreLock> LockAsync(string key, ReadOnlyMemory<byte> holder, TimeSpan ttl, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        var made = await inner.CommitAsync(new Commit([new Compare(key, Revision.Zero)], [new StoreOperation.Put(key, holder)]), cancellationToken);
        return new Held(this, new Compare(key, ((CommitResult.Success)made).Revision));
    }

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) => inner.CommitAsync(commit, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Revision> GetRevisionAsync(CancellationToken cancellationToken) => inner.GetRevisionAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken) => inner.RangeAsync(query, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ChangeBatch> WatchAsync(string prefix, Revision from, CancellationToken cancellationToken) =>
        inner.WatchAsync(prefix, from, cancellationToken);

    /// <inheritdoc/>
    public ValueTask CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask CompactAsync(Revision before, CancellationToken cancellationToken) => inner.CompactAsync(before, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Held(LockableStore store, Compare guard) : IStoreLock
    {
        public Compare Guard => guard;

        public CancellationToken Lost => CancellationToken.None;

        public bool IsHeld => true;

        public async ValueTask DisposeAsync()
        {
            await store.CommitAsync(new Commit([guard], [new StoreOperation.Delete(guard.Key)]), CancellationToken.None);
            store._free.Release();
        }
    }
}
