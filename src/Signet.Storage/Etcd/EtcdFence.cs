using System.Collections.Concurrent;
using Signet.Core.Primitives;

namespace Signet.Storage.Etcd;

/// <summary>
/// One revision of a writer's fence, which each commit compares. When the fence is written again, no commit of this one can be made any more, so the
/// fate of a commit whose answer was lost can be read.
/// </summary>
/// <param name="modified">The revision of the fence's key.</param>
/// <param name="lease">The lease of the key.</param>
/// <param name="close">Writes the next fence and reads which commits of this one were made: revisions by id.</param>
internal sealed class EtcdFence(long modified, EtcdLease lease, Func<EtcdFence, Task<IReadOnlyDictionary<string, Revision>>> close)
{
    private readonly ConcurrentDictionary<string, long> _open = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private Task<IReadOnlyDictionary<string, Revision>>? _closing;

    /// <summary>The revision of the fence's key, which commits compare.</summary>
    public long Modified => modified;

    /// <summary>The lease of the fence's key.</summary>
    public EtcdLease Lease => lease;

    /// <summary>Whether the fence has been closed, or is being closed.</summary>
    public bool IsClosing => Volatile.Read(ref _closing) is not null;

    /// <summary>The oldest revision after which an open commit can have been made; <paramref name="newest"/> when none is open.</summary>
    public long OldestOpen(long newest) => _open.IsEmpty ? newest : Math.Min(newest, _open.Values.Min());

    /// <summary>Whether a commit is one of this fence and was open when it was closed.</summary>
    public bool Has(string id) => _open.ContainsKey(id);

    /// <summary>Notes a commit before it is sent.</summary>
    /// <param name="id">The id of the commit.</param>
    /// <param name="newest">A revision that the cluster has reached.</param>
    public void Begin(string id, long newest) => _open[id] = newest;

    /// <summary>Forgets a commit whose fate is known.</summary>
    public void End(string id) => _open.TryRemove(id, out _);

    /// <summary>Closes the fence. Concurrent calls share the work; after a failure the next call repeats it.</summary>
    /// <exception cref="EtcdException">etcd cannot be asked; the fates stay unknown.</exception>
    public Task<IReadOnlyDictionary<string, Revision>> CloseAsync()
    {
        lock (_lock)
        {
            return _closing is null or { IsFaulted: true } or { IsCanceled: true } ? _closing = close(this) : _closing;
        }
    }
}
