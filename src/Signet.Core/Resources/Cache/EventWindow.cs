using Signet.Core.Primitives;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// The recent events of one resource, as a chain that watchers walk by themselves: an event is stored once however many
/// watch, and an idle watcher costs one reference. The window forgets the oldest; whoever stands behind it is told so.
/// One writer, any number of readers.
/// </summary>
internal sealed class EventWindow(int capacity)
{
    private Link _oldest = new(null, Revision.Zero, 0);
    private Link? _newest;

    /// <summary>Begins anew at a revision: nothing before it can be watched from.</summary>
    public void Reset(Revision revision)
    {
        var start = new Link(null, revision, (_newest?.Number ?? 0) + 1);
        var last = _newest;
        _newest = start;
        Volatile.Write(ref _oldest, start);
        last?.Break();
    }

    /// <summary>Adds an event and wakes those who wait for it.</summary>
    public void Append(ObjectEvent change)
    {
        var link = new Link(change, change.Object.Revision, _newest!.Number + 1);
        var previous = _newest;
        _newest = link;
        if (link.Number - _oldest.Number > capacity)
        {
            Volatile.Write(ref _oldest, _oldest.Next!);
        }

        previous.SetNext(link);
    }

    /// <summary>The place behind all events up to a revision, or null when the window no longer reaches back so far.</summary>
    public Link? Find(Revision after)
    {
        var link = Volatile.Read(ref _oldest);
        if (after < link.Revision)
        {
            return null;
        }

        while (link.Next is { } next && next.Revision <= after)
        {
            link = next;
        }

        return link;
    }

    /// <summary>Whether a place has fallen out of the window.</summary>
    public bool HasForgotten(Link link) => link.Number < Volatile.Read(ref _oldest).Number;

    /// <summary>One event, and the way to the next.</summary>
    internal sealed class Link(ObjectEvent? change, Revision revision, long number)
    {
        private readonly TaskCompletionSource _hasNext = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Link? _next;

        /// <summary>The event; null at the start of a window.</summary>
        public ObjectEvent? Event { get; } = change;

        /// <summary>The event's revision.</summary>
        public Revision Revision { get; } = revision;

        /// <summary>Counts up along the chain.</summary>
        public long Number { get; } = number;

        /// <summary>The next event, or null while there is none.</summary>
        public Link? Next => Volatile.Read(ref _next);

        /// <summary>Ends when there is a next event, or when the chain has been broken.</summary>
        public Task HasNext => _hasNext.Task;

        internal void SetNext(Link next)
        {
            Volatile.Write(ref _next, next);
            _hasNext.TrySetResult();
        }

        internal void Break() => _hasNext.TrySetResult();
    }
}
