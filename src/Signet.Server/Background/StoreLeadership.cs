using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Server.Background;

/// <summary>The leadership of several replicas on one store: the replica leads that holds a lock in the store.</summary>
/// <param name="locks">The locks of the store.</param>
/// <param name="store">The same store.</param>
/// <param name="replica">The name of this replica, for operators who read the lock.</param>
/// <param name="time">The clock.</param>
internal sealed class StoreLeadership(ILockingStore locks, IObjectStore store, string replica, TimeProvider time) : ILeadership
{
    /// <summary>The key of the lock.</summary>
    public const string Key = "/signet/leader";

    /// <summary>The key that exists when a leader has prepared its services once. Its value is the name of that replica.</summary>
    public const string PreparedKey = "/signet/prepared";

    /// <summary>A leader that dies is replaced after at most this time. Shorter: a short pause of etcd or of the process ends a term.</summary>
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(10);

    /// <summary>Only replicas that start together on an empty store wait.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly byte[] _replica = Encoding.UTF8.GetBytes(replica);
    private IStoreLock? _held;

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <summary>The lock of the present term; null when this replica does not lead.</summary>
    public IStoreLock? Held => Volatile.Read(ref _held);

    /// <inheritdoc/>
    public async ValueTask<ILeadershipTerm> AcquireAsync(CancellationToken cancellationToken)
    {
        var acquired = await locks.LockAsync(Key, _replica, Ttl, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _held, acquired);
        return new Term(this, acquired);
    }

    /// <inheritdoc/>
    public async ValueTask WaitUntilPreparedAsync(CancellationToken cancellationToken)
    {
        while (await store.GetAsync(PreparedKey, cancellationToken).ConfigureAwait(false) is null)
        {
            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask NotePreparedAsync(CancellationToken cancellationToken)
    {
        if (Held is { } held && await store.GetAsync(PreparedKey, cancellationToken).ConfigureAwait(false) is null)
        {
            // After a conflict the key exists, or another replica leads and prepares.
            await store.CommitAsync(
                new Commit([new Compare(PreparedKey, Revision.Zero), held.Guard], [new StoreOperation.Put(PreparedKey, _replica)]),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class Term(StoreLeadership leadership, IStoreLock held) : ILeadershipTerm
    {
        public CancellationToken Lost => held.Lost;

        public ValueTask DisposeAsync()
        {
            Interlocked.CompareExchange(ref leadership._held, null, held);
            return held.DisposeAsync();
        }
    }
}
