using System.Collections.Frozen;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// Every object of every served resource, in memory, updated by the store's watch, and the records that follow the store with it. <see cref="RunAsync"/> is
/// its only writer. Readers use <see cref="ObjectView"/>.
/// </summary>
internal sealed class ObjectCache
{
    private readonly IObjectStore _store;
    private readonly FrozenDictionary<ResourceDefinition, ResourceCache> _caches;
    private readonly CachesByPrefix _byPrefix;
    private readonly RevisionGate _gate = new();
    private readonly CacheObservers _observers = new();
    private readonly CacheRecords _records = new();
    private bool _isLoadDue = true;

    public ObjectCache(IObjectStore store, ResourceRegistry registry, ObjectCacheOptions options, TimeProvider time)
    {
        _store = store;
        _caches = registry.Stored.SelectMany(stored => stored.Forms.All).ToFrozenDictionary(form => form, form => new ResourceCache(form, options, time));
        foreach (var stored in registry.Stored)
        {
            _caches[stored].Forms = [.. stored.Forms.All.Select(form => _caches[form])];
        }

        _byPrefix = new CachesByPrefix(registry.Stored.Select(stored => _caches[stored]));
    }

    /// <summary>The revision that the cache and its observers have reached.</summary>
    public Revision Revision => _gate.Current;

    /// <summary>The stored values that cannot be read.</summary>
    public Quarantine Quarantine { get; } = new();

    public ResourceCache this[ResourceDefinition definition] => _caches[definition];

    /// <summary>Completes when the cache has reached a revision.</summary>
    public ValueTask WaitForAsync(Revision revision, CancellationToken cancellationToken) =>
        _gate.WaitForAsync(revision, cancellationToken);

    /// <summary>Registers an observer. Must be called before <see cref="LoadAsync"/>.</summary>
    public void Observe(ICacheObserver observer) => _observers.Add(observer);

    /// <summary>Registers an observer of a record. Must be called before <see cref="LoadAsync"/>.</summary>
    public void Observe(IRecordObserver observer) => _records.Add(observer);

    /// <summary>Reads all objects; the cache is usable when it completes. Values that cannot be read go into quarantine.</summary>
    /// <exception cref="StoreUnavailableException">The store could not be read.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var range = await _store.RangeAsync(new RangeQuery { Prefix = CachesByPrefix.Root }, cancellationToken).ConfigureAwait(false);
        var objects = _caches.Values.ToDictionary(cache => cache, _ => new Dictionary<ObjectKey, StoredObject>());
        var unreadable = new List<UnreadableObject>();
        foreach (var value in range.Values)
        {
            if (_byPrefix.Find(value.Key) is not { } cache)
            {
                continue;
            }

            var key = KeyOf(value.Key, cache.Definition);
            var read = StoredForms.Read(cache, key, value);
            if (read.Fault is { } fault)
            {
                unreadable.Add(new UnreadableObject(cache.Definition, key, value.Modified, fault));
                continue;
            }

            for (var form = 0; form < cache.Forms.Count; form++)
            {
                objects[cache.Forms[form]][key] = read.Forms[form];
            }
        }

        Quarantine.Replace(unreadable);
        foreach (var (cache, found) in objects)
        {
            cache.Replace(found, range.Revision);
        }

        // Observers are notified of each object once, in its stored form.
        foreach (var cache in _caches.Values.Where(cache => cache.Forms.Count > 0))
        {
            Evict(cache, _observers.Replaced(cache.Definition, objects[cache].Values), range.Revision);
        }

        await _records.LoadAsync(_store, cancellationToken).ConfigureAwait(false);

        // Not before the cache has the objects and records. It goes back when the store has another history.
        _isLoadDue = false;
        _gate.Reset(range.Revision);
    }

    /// <summary>
    /// Follows the store until cancelled. Reads all objects again when the store has compacted the revision that it needs, or has another history. In
    /// another history no revision is reached, and so nothing is confirmed, until they have been read.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store could not be read, or the watch broke; call again.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (_isLoadDue)
                {
                    await LoadAsync(cancellationToken).ConfigureAwait(false);
                }

                await FollowAsync(cancellationToken).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                throw new StoreUnavailableException("the watch of the store has ended");
            }
            catch (RevisionCompactedException)
            {
                _isLoadDue = true;
            }
            catch (HistoryReplacedException)
            {
                _isLoadDue = true;
                _gate.Reset(Revision.Zero);
                _records.BeginHistory();
                await _store.AdoptHistoryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var from = new Revision(Revision.Value + 1);
        await foreach (var batch in _store.WatchAsync(StoreKeys.Root, from, cancellationToken).ConfigureAwait(false))
        {
            Apply(batch);
        }
    }

    private void Apply(ChangeBatch batch)
    {
        _records.Apply(batch.Changes);
        if (batch.Changes.Count == 1 && _byPrefix.Find(batch.Changes[0].Key) is { } only)
        {
            Apply(only, batch.Changes, batch.Revision);
        }
        else
        {
            foreach (var group in batch.Changes.GroupBy(change => _byPrefix.Find(change.Key)))
            {
                if (group.Key is { } cache)
                {
                    Apply(cache, [.. group], batch.Revision);
                }
            }
        }

        _gate.Advance(batch.Revision);
    }

    private void Apply(ResourceCache cache, IReadOnlyList<Change> changes, Revision revision)
    {
        var events = EventLists(cache, changes.Count);
        List<ObjectKey>? readable = null;
        foreach (var change in changes)
        {
            var key = KeyOf(change.Key, cache.Definition);
            var read = change.Value is { } value ? StoredForms.Read(cache, key, value) : StoredForms.None;
            if (read.Fault is { } fault)
            {
                Quarantine.Enter(new UnreadableObject(cache.Definition, key, revision, fault));
            }
            else if (Quarantine.Count > 0)
            {
                (readable ??= []).Add(key);
            }

            AddEvents(events, cache, key, read, revision);
        }

        Apply(cache, events, revision);

        // After the object is visible, so that a reader finds it in the cache or in the quarantine.
        readable?.ForEach(key => Quarantine.Leave(cache.Definition, key));
    }

    /// <summary>Applies events; one list for each form of the kind.</summary>
    private void Apply(ResourceCache cache, List<ObjectEvent>[] events, Revision revision)
    {
        for (var form = 0; form < events.Length; form++)
        {
            cache.Forms[form].Apply(events[form], revision);
        }

        var failed = _observers.Changed(cache.Definition, events[0]);
        for (var form = 0; form < events.Length; form++)
        {
            cache.Forms[form].Publish(events[form]);
        }

        Evict(cache, failed, revision);
    }

    /// <summary>Moves objects that an observer cannot process into quarantine: they are removed from the cache as if they were deleted.</summary>
    private void Evict(ResourceCache cache, IReadOnlyCollection<StoredObject> failed, Revision revision)
    {
        foreach (var found in failed)
        {
            Quarantine.Enter(new UnreadableObject(cache.Definition, found.Key, found.Revision, CacheObservers.RefusalOf(cache.Definition)));
            var events = EventLists(cache, 1);
            AddEvents(events, cache, found.Key, StoredForms.None, revision);
            Apply(cache, events, revision);
        }
    }

    private static List<ObjectEvent>[] EventLists(ResourceCache cache, int capacity)
    {
        var lists = new List<ObjectEvent>[cache.Forms.Count];
        for (var form = 0; form < lists.Length; form++)
        {
            lists[form] = new List<ObjectEvent>(capacity);
        }

        return lists;
    }

    private static void AddEvents(List<ObjectEvent>[] events, ResourceCache cache, ObjectKey key, StoredForms read, Revision revision)
    {
        for (var form = 0; form < events.Length; form++)
        {
            AddEvent(events[form], cache.Forms[form], key, read.Forms.Count == 0 ? null : read.Forms[form], revision);
        }
    }

    private static void AddEvent(List<ObjectEvent> events, ResourceCache cache, ObjectKey key, StoredObject? read, Revision revision)
    {
        var previous = cache.Find(key);
        if (read is not null)
        {
            events.Add(new ObjectEvent(previous is null ? ObjectEventType.Added : ObjectEventType.Modified, read, previous));
        }
        else if (previous is not null)
        {
            events.Add(new ObjectEvent(ObjectEventType.Deleted, previous.WithRevision(revision), previous));
        }
    }

    internal static ObjectKey KeyOf(string storageKey, ResourceDefinition definition)
    {
        var rest = storageKey[definition.StoragePrefix.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new ObjectKey("", rest) : new ObjectKey(rest[..slash], rest[(slash + 1)..]);
    }
}
