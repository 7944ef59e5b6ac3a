using Signet.Core.Primitives;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// The recent events of one resource in a ring buffer with one writer and any number of readers. Each event is stored once for all
/// watchers. A watcher keeps its own position, so an idle watcher costs one number, and a slow watcher never blocks the writer: it gets an
/// expiry when its next event has been overwritten. No operation waits.
/// </summary>
/// <remarks>A position is the number of the last event that a watcher has read. Numbers increase and are never reused.</remarks>
internal sealed class EventWindow(int capacity)
{
    private readonly Entry?[] _ring = new Entry?[capacity];
    private WindowStart _start = new(0, Revision.Zero);
    private long _last;

    /// <summary>Wakes the watchers that wait for an event.</summary>
    public WatchSignals Signals { get; } = new();

    /// <summary>The number of the newest event.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>The oldest revision that can be watched from.</summary>
    public Revision Oldest => Volatile.Read(ref _start).Revision;

    /// <summary>Empties the window at a revision: a watch from an earlier revision is no longer possible.</summary>
    public void Reset(Revision revision)
    {
        Volatile.Write(ref _start, new WindowStart(_last + 1, revision));
        Volatile.Write(ref _last, _last + 1);
        Signals.FireAll();
    }

    /// <summary>Adds an event and wakes the watchers whose scope contains its object.</summary>
    public void Append(ObjectEvent change)
    {
        var number = _last + 1;
        ref var slot = ref _ring[number % capacity];
        if (slot is { } overwritten && overwritten.Number > _start.Position)
        {
            // The order matters: a reader that still sees the old event must also see that it has expired.
            Volatile.Write(ref _start, new WindowStart(overwritten.Number, overwritten.Event.Object.Revision));
        }

        Volatile.Write(ref slot, new Entry(number, change));
        Volatile.Write(ref _last, number);
        Signals.Fire(change.Object.Key, number);
    }

    /// <summary>The position after all events up to a revision; null when an event after the revision has been overwritten.</summary>
    public long? Find(Revision after)
    {
        var last = Last;
        var start = Volatile.Read(ref _start);
        if (after < start.Revision)
        {
            return null;
        }

        var (low, high) = (start.Position, Math.Max(start.Position, last));
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (At(middle) is not { } found)
            {
                return null;
            }

            (low, high) = found.Object.Revision <= after ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    /// <summary>The event with a number; null when it has been overwritten or does not exist yet.</summary>
    public ObjectEvent? At(long number) => Volatile.Read(ref _ring[number % capacity]) is { } entry && entry.Number == number ? entry.Event : null;

    /// <summary>Whether an event after a position has been overwritten.</summary>
    public bool HasExpired(long position) => position < Volatile.Read(ref _start).Position;

    private sealed record Entry(long Number, ObjectEvent Event);

    /// <summary>The first position with no missing event after it, and the revision up to which all events are before it.</summary>
    private sealed record WindowStart(long Position, Revision Revision);
}
