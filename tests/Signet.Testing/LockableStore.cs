using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Testing;

/// <summary>A store in memory that several servers of one process share, with locks.</summary>
internal sealed class LockableStore(IObjectStore inner) : DelegatingStore(inner), ILockingStore
{
    private readonly SemaphoreSlim _free = new(1, 1);

    /// <inheritdoc/>
    public override bool IsExclusive => false;

    /// <inheritdoc/>
    public async ValueTask<IStoreLock> LockAsync(string key, ReadOnlyMemory<byte> holder, TimeSpan ttl, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        var made = await Inner.CommitAsync(new Commit([new Compare(key, Revision.Zero)], [new StoreOperation.Put(key, holder)]), cancellationToken);
        return new Held(this, new Compare(key, ((CommitResult.Success)made).Revision));
    }

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
