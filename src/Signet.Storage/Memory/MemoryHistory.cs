using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Watching;

namespace Signet.Storage.Memory;

/// <summary>
/// The history of a store in memory, with one entry for each revision. Beyond its limits, the oldest revisions are compacted. Not thread-safe.
/// </summary>
internal sealed class MemoryHistory(int maxChanges, long maxBytes)
{
    /// <summary>Revisions are consecutive, so that the revision of the first entry gives the index of every other.</summary>
    private readonly List<Entry> _entries = [];

    /// <summary>The index of the oldest entry; entries before it are removed in bulk.</summary>
    private int _first;
    private Revision _compacted = Revision.Zero;
    private long _changes;
    private long _bytes;

    /// <summary>The number of revisions.</summary>
    public int Count => _entries.Count - _first;

    /// <summary>Adds the newest revision.</summary>
    public void Add(MemorySnapshot snapshot, ChangeBatch batch)
    {
        var entry = new Entry(snapshot, batch, BytesOf(batch));
        _entries.Add(entry);
        _changes += batch.Changes.Count;
        _bytes += entry.Bytes;
        while ((_changes > maxChanges || _bytes > maxBytes) && Count > 1)
        {
            RemoveOldest();
            _compacted = _entries[_first].Snapshot.Revision;
        }
    }

    /// <summary>The values at a revision that is not the newest.</summary>
    /// <exception cref="RevisionCompactedException">The revision has been compacted.</exception>
    public MemorySnapshot FindSnapshot(Revision at) =>
        at < _compacted ? throw new RevisionCompactedException(_compacted) : _entries[IndexOf(at)].Snapshot;

    /// <summary>The batches from a revision on; batches without a change under the prefix are omitted.</summary>
    /// <exception cref="RevisionCompactedException">The revision has been compacted.</exception>
    public IReadOnlyList<ChangeBatch> Since(Revision from, string prefix)
    {
        if (from <= _compacted && _compacted > Revision.Zero)
        {
            throw new RevisionCompactedException(_compacted);
        }

        var batches = new List<ChangeBatch>();
        for (var index = Count == 0 ? 0 : IndexOf(from); index < _entries.Count; index++)
        {
            if (BatchFilter.Apply(_entries[index].Batch, prefix) is { Changes.Count: > 0 } batch)
            {
                batches.Add(batch);
            }
        }

        return batches;
    }

    /// <summary>Removes the history before a revision.</summary>
    public void Compact(Revision before)
    {
        _compacted = before > _compacted ? before : _compacted;
        while (Count > 0 && _entries[_first].Snapshot.Revision < _compacted)
        {
            RemoveOldest();
        }
    }

    private static long BytesOf(ChangeBatch batch)
    {
        var bytes = 0L;
        foreach (var change in batch.Changes)
        {
            bytes += change.Value?.Value.Length ?? 0;
        }

        return bytes;
    }

    private int IndexOf(Revision revision) =>
        (int)Math.Clamp(_first + revision.Value - _entries[_first].Snapshot.Revision.Value, _first, _entries.Count);

    private void RemoveOldest()
    {
        var oldest = _entries[_first];
        _changes -= oldest.Batch.Changes.Count;
        _bytes -= oldest.Bytes;
        _entries[_first++] = null!;
        if (_first > _entries.Count / 2)
        {
            _entries.RemoveRange(0, _first);
            _first = 0;
        }
    }

    private sealed record Entry(MemorySnapshot Snapshot, ChangeBatch Batch, long Bytes);
}
