using Signet.Core.Primitives;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// The snapshots that lists in progress stand on, so that all pages of a list show one revision. They share what has not
/// changed, and go when their time is up, or the oldest first when there are too many.
/// </summary>
internal sealed class PagedSnapshots(TimeSpan lifetime, TimeProvider time)
{
    private const int Maximum = 256;
    private readonly Lock _lock = new();
    private readonly Queue<(ResourceSnapshot Snapshot, DateTimeOffset Until)> _kept = new();

    /// <summary>Keeps a snapshot for as long as a client may take for its next page.</summary>
    public void Keep(ResourceSnapshot snapshot)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            DropOld(now);
            if (FindKept(snapshot.Revision) is not null)
            {
                return;
            }

            if (_kept.Count == Maximum)
            {
                _kept.Dequeue();
            }

            _kept.Enqueue((snapshot, now + lifetime));
        }
    }

    /// <summary>The snapshot of a revision, or null when it is not kept any more.</summary>
    public ResourceSnapshot? Find(Revision revision)
    {
        lock (_lock)
        {
            DropOld(time.GetUtcNow());
            return FindKept(revision);
        }
    }

    private ResourceSnapshot? FindKept(Revision revision)
    {
        foreach (var (snapshot, _) in _kept)
        {
            if (snapshot.Revision == revision)
            {
                return snapshot;
            }
        }

        return null;
    }

    private void DropOld(DateTimeOffset now)
    {
        while (_kept.TryPeek(out var oldest) && oldest.Until <= now)
        {
            _kept.Dequeue();
        }
    }
}
