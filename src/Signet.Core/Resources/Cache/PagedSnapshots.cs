using Signet.Core.Primitives;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// The snapshots of paged lists in progress, so that all pages of a list show one revision. Snapshots share unchanged parts. A snapshot is
/// dropped after its lifetime; beyond the limit the oldest is dropped first.
/// </summary>
internal sealed class PagedSnapshots(TimeSpan lifetime, TimeProvider time)
{
    private const int Maximum = 256;
    private readonly Lock _lock = new();
    private readonly Queue<(ResourceSnapshot Snapshot, DateTimeOffset Until)> _kept = new();

    /// <summary>Keeps a snapshot for the lifetime, for the next page.</summary>
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

    /// <summary>The snapshot of a revision; null when it is no longer kept.</summary>
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
