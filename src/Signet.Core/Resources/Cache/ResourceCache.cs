using System.Collections.Concurrent;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// All objects of one resource: look-up by key in constant time, an ordered snapshot for lists, a window of events for watchers. Only <see
/// cref="ObjectCache"/> writes, one batch at a time; readers take no lock.
/// </summary>
internal sealed class ResourceCache
{
    private readonly ConcurrentDictionary<ObjectKey, StoredObject> _byKey = new();
    private readonly EventWindow _window;
    private readonly PagedSnapshots _paged;
    private ResourceSnapshot _snapshot = ResourceSnapshot.Create([], Revision.Zero);

    internal ResourceCache(ResourceDefinition definition, ObjectCacheOptions options, TimeProvider time)
    {
        Definition = definition;
        _window = new EventWindow(options.EventsKept);
        _paged = new PagedSnapshots(options.PagedListLifetime, time);
        _window.Reset(Revision.Zero);
    }

    public ResourceDefinition Definition { get; }

    /// <summary>For the stored form: the caches of the same objects in all forms of the kind, this one first. Empty for the other forms.</summary>
    internal IReadOnlyList<ResourceCache> Forms { get; set; } = [];

    public ResourceSnapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>The newest state of one object, or null.</summary>
    public StoredObject? Find(ObjectKey key) => _byKey.TryGetValue(key, out var found) ? found : null;

    /// <summary>Begins a watch after a revision; null when an event since then is no longer in the window.</summary>
    public ResourceWatch? Watch(Revision after) => Watch(after, new ObjectKey("", ""));

    /// <summary>Begins a watch that is woken only by events of one namespace (a key without a name) or of one object.</summary>
    public ResourceWatch? Watch(Revision after, ObjectKey scope) =>
        _window.Find(after) is { } position ? new ResourceWatch(_window, position, scope) : null;

    /// <summary>The oldest revision that can be watched from.</summary>
    public Revision OldestRevision => _window.Oldest;

    /// <summary>Keeps a snapshot for the next pages of a list.</summary>
    public void KeepForPaging(ResourceSnapshot snapshot) => _paged.Keep(snapshot);

    /// <summary>The snapshot of a list in progress; null when its lifetime has passed.</summary>
    public ResourceSnapshot? FindPaged(Revision revision) => _paged.Find(revision);

    /// <summary>
    /// Replaces all objects after a complete reload. The events in between are unknown, so the window is emptied, and watchers get an
    /// expiry and list again.
    /// </summary>
    internal void Replace(IReadOnlyDictionary<ObjectKey, StoredObject> objects, Revision revision)
    {
        foreach (var (key, _) in _byKey)
        {
            if (!objects.ContainsKey(key))
            {
                _byKey.TryRemove(key, out _);
            }
        }

        foreach (var (key, value) in objects)
        {
            _byKey[key] = value;
        }

        Volatile.Write(ref _snapshot, ResourceSnapshot.Create(objects.Values, revision));
        _window.Reset(revision);
    }

    /// <summary>
    /// Applies the events of one revision to look-ups and lists; an empty list only advances the revision of the snapshot. <see
    /// cref="Publish"/> adds them to the window.
    /// </summary>
    internal void Apply(IReadOnlyList<ObjectEvent> events, Revision revision)
    {
        foreach (var change in events)
        {
            if (change.Type == ObjectEventType.Deleted)
            {
                _byKey.TryRemove(change.Object.Key, out _);
            }
            else
            {
                _byKey[change.Object.Key] = change.Object;
            }
        }

        Volatile.Write(ref _snapshot, Snapshot.With(events, revision));
    }

    /// <summary>
    /// Adds applied events to the window of watchers. Called after the observers have processed them, so that a client that sees a new role
    /// binding in a watch is already authorized by it.
    /// </summary>
    internal void Publish(IReadOnlyList<ObjectEvent> events)
    {
        foreach (var change in events)
        {
            _window.Append(change);
        }
    }
}
