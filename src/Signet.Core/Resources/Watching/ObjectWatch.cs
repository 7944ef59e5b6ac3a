using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Watching;

/// <summary>
/// The events of one watcher, in order and without gaps: the initial objects, if requested, then the changes of the selected objects
/// (apiserver, <c>pkg/storage/cacher</c>). A watcher that leaves the window gets 410 Expired and must relist. For one reader.
/// </summary>
internal sealed class ObjectWatch
{
    private readonly ObjectView _view;
    private readonly ResourceDefinition _resource;
    private readonly ObjectSelector _selector;
    private readonly Revision _after;
    private readonly bool _bookmarksInitial;
    private readonly ResourceWatch? _events;
    private IEnumerator<StoredObject>? _initial;
    private StatusError? _error;

    private ObjectWatch(ObjectView view, ResourceDefinition resource, WatchQuery query, Start start)
    {
        (_view, _resource, _selector) = (view, resource, query.Selector);
        (_after, _events, _error) = (start.After, start.Events, start.Error);
        _initial = start.Initial?.GetEnumerator();
        _bookmarksInitial = start.Initial is not null && query is { AllowBookmarks: true, SendInitialEvents: true };
    }

    /// <summary>Begins a watch. An error is the first notice, as in Kubernetes.</summary>
    public static async ValueTask<ObjectWatch> BeginAsync(
        ObjectView view, ResourceDefinition resource, WatchQuery query, CancellationToken cancellationToken)
    {
        if (query.IsMostRecent)
        {
            await view.ConfirmAsync(cancellationToken).ConfigureAwait(false);
        }

        var start = query.SendInitialEvents ?? query.After == Revision.Zero
            ? await view.WaitUntilFreshAsync(query.After, cancellationToken).ConfigureAwait(false) is { } tooNew
                ? new Start { Error = tooNew }
                : WithWhatIsThere(view, resource, query.Selector)
            : From(view, resource, query.After == Revision.Zero ? view.SnapshotOf(resource).Revision : query.After, query.Selector);
        return new ObjectWatch(view, resource, query, start);
    }

    /// <summary>Takes the next notice if there is one.</summary>
    public bool TryRead(out WatchNotice notice)
    {
        if (_initial is not null && TryReadInitial(out notice))
        {
            return true;
        }

        while (_error is null)
        {
            if (!_events!.TryRead(out var change, out var isExpired))
            {
                if (!isExpired)
                {
                    notice = default;
                    return false;
                }

                _error = TooOld(_after, _view[_resource].OldestRevision);
            }
            else if (change!.Object.Revision > _after && NoticeFor(change) is { } found)
            {
                notice = found;
                return true;
            }
        }

        notice = new WatchNotice(WatchNoticeType.Error, null, _error);
        return true;
    }

    /// <summary>Completes when <see cref="TryRead"/> may have a notice, at the latest after a time.</summary>
    public ValueTask WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken) =>
        _events!.WaitAsync(atMost, time, cancellationToken);

    /// <summary>
    /// The revision that the watch has reached when <see cref="TryRead"/> has returned everything that is available after this call; for
    /// <see cref="BookmarkAt"/>.
    /// </summary>
    public Revision Horizon => _view.Revision > _after ? _view.Revision : _after;

    /// <summary>A bookmark at a revision up to which all events have been read.</summary>
    public WatchNotice BookmarkAt(Revision revision) => new(WatchNoticeType.Bookmark, BookmarkObject.Make(_resource, revision, endsInitialEvents: false));

    private static Start WithWhatIsThere(ObjectView view, ResourceDefinition resource, ObjectSelector selector)
    {
        while (true)
        {
            var snapshot = view.SnapshotOf(resource);
            if (view[resource].Watch(snapshot.Revision, ScopeOf(selector)) is { } events)
            {
                var initial = selector.Key is { } key
                    ? snapshot.Find(key) is { } found ? [found] : []
                    : snapshot.Range(selector.Namespace);
                return new Start { After = snapshot.Revision, Initial = initial, Events = events };
            }
        }
    }

    private static Start From(ObjectView view, ResourceDefinition resource, Revision after, ObjectSelector selector) =>
        view[resource].Watch(after, ScopeOf(selector)) is { } events
            ? new Start { After = after, Events = events }
            : new Start { After = after, Error = TooOld(after, view[resource].OldestRevision) };

    private static ObjectKey ScopeOf(ObjectSelector selector) => selector.Key ?? new ObjectKey(selector.Namespace, "");

    private static StatusError TooOld(Revision after, Revision oldest) => StatusErrors.Expired($"too old resource version: {after} ({oldest})");

    private bool TryReadInitial(out WatchNotice notice)
    {
        while (_initial!.MoveNext())
        {
            if (_selector.Matches(_initial.Current))
            {
                notice = new WatchNotice(WatchNoticeType.Added, _initial.Current);
                return true;
            }
        }

        _initial.Dispose();
        _initial = null;
        notice = _bookmarksInitial
            ? new WatchNotice(WatchNoticeType.Bookmark, BookmarkObject.Make(_resource, _after, endsInitialEvents: true))
            : default;
        return _bookmarksInitial;
    }

    /// <summary>The notice for a change, by whether the object matched the selector before and after; null when it matched neither time.</summary>
    private WatchNotice? NoticeFor(ObjectEvent change)
    {
        var was = change.Previous is { } previous && _selector.Matches(previous);
        if (change.Type == ObjectEventType.Deleted)
        {
            return was ? new WatchNotice(WatchNoticeType.Deleted, change.Object) : null;
        }

        return (was, _selector.Matches(change.Object)) switch
        {
            (false, true) => new WatchNotice(WatchNoticeType.Added, change.Object),
            (true, true) => new WatchNotice(WatchNoticeType.Modified, change.Object),

            // An object that no longer matches is sent in the last state that matched.
            (true, false) => new WatchNotice(WatchNoticeType.Deleted, change.Previous!.WithRevision(change.Object.Revision)),
            _ => null,
        };
    }

    private readonly record struct Start
    {
        public Revision After { get; init; }

        public IEnumerable<StoredObject>? Initial { get; init; }

        public ResourceWatch? Events { get; init; }

        public StatusError? Error { get; init; }
    }
}
