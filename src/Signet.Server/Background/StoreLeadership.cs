using System.Text;
using Signet.Core.Storage;

namespace Signet.Server.Background;

/// <summary>The leadership of several replicas on one store: the replica leads that holds a lock in the store.</summary>
/// <param name="store">The store.</param>
/// <param name="replica">The name of this replica, for operators who read the lock.</param>
internal sealed class StoreLeadership(ILockingStore store, string replica) : ILeadership
{
    /// <summary>The key of the lock.</summary>
    public const string Key = "/signet/leader";

    /// <summary>A leader that dies is replaced after at most this time. Shorter: a short pause of etcd or of the process ends a term.</summary>
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(10);

    private IStoreLock? _held;

    /// <summary>The lock of the present term; null when this replica does not lead.</summary>
    public IStoreLock? Held => Volatile.Read(ref _held);

    /// <inheritdoc/>
    public async ValueTask<ILeadershipTerm> AcquireAsync(CancellationToken cancellationToken)
    {
        var acquired = await store.LockAsync(Key, Encoding.UTF8.GetBytes(replica), Ttl, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _held, acquired);
        return new Term(this, acquired);
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
