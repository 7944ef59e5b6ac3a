using Signet.Core.Primitives;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// The recent events of one resource in a ring that watchers walk by themselves: an event is stored once however many watch, an idle
/// watcher costs one number, and a slow one holds nothing back: it is told that what it has not read is gone. One writer, any number of
/// readers; nobody waits for anybody.
/// </summary>
/// <remarks>A place is the number of the last event that a watcher has seen. Numbers count up and are never used twice.</remarks>
internal sealed class EventWindow(int capacity)
{
    private readonly Entry?[] _ring = new Entry?[capacity];
    private Beginning _beginning = new(0, Revision.Zero);
    private long _last;

    /// <summary>Wakes those who wait for an event.</summary>
    public WatchSignals Signals { get; } = new();

    /// <summary>The number of the newest event.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>The oldest revision that can be watched from.</summary>
    public Revision Oldest => Volatile.Read(ref _beginning).Revision;

    /// <summary>Begins anew at a revision: nothing before it can be watched from.</summary>
    public void Reset(Revision revision)
    {
        Volatile.Write(ref _beginning, new Beginning(_last + 1, revision));
        Volatile.Write(ref _last, _last + 1);
        Signals.FireAll();
    }

    /// <summary>Adds an event, and wakes those who wait for one of its object.</summary>
    public void Append(ObjectEvent change)
    {
        var number = _last + 1;
        ref var slot = ref _ring[number % capacity];
        if (slot is { } forgotten && forgotten.Number > _beginning.Place)
        {
            // In this order: whoever still finds the old event knows that it is not to be trusted.
            Volatile.Write(ref _beginning, new Beginning(forgotten.Number, forgotten.Event.Object.Revision));
        }

        Volatile.Write(ref slot, new Entry(number, change));
        Volatile.Write(ref _last, number);
        Signals.Fire(change.Object.Key, number);
    }

    /// <summary>The place behind all events up to a revision, or null when the window no longer reaches back so far.</summary>
    public long? Find(Revision after)
    {
        var last = Last;
        var beginning = Volatile.Read(ref _beginning);
        if (after < beginning.Revision)
        {
            return null;
        }

        var (low, high) = (beginning.Place, Math.Max(beginning.Place, last));
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

    /// <summary>The event of a number, or null when it is forgotten or has not come.</summary>
    public ObjectEvent? At(long number) => Volatile.Read(ref _ring[number % capacity]) is { } entry && entry.Number == number ? entry.Event : null;

    /// <summary>Whether events behind a place have been forgotten.</summary>
    public bool HasForgotten(long place) => place < Volatile.Read(ref _beginning).Place;

    private sealed record Entry(long Number, ObjectEvent Event);

    /// <summary>The first place that nothing is missing behind, and the revision up to which everything is before it.</summary>
    private sealed record Beginning(long Place, Revision Revision);
}
