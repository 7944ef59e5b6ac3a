using System.Collections.Frozen;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// Every object of every served resource in memory, fed by the store's watch. <see cref="RunAsync"/> is its only writer. Readers use
/// <see cref="ObjectView"/>.
/// </summary>
public sealed class ObjectCache
{
    private const string Root = "/registry/";

    private readonly IObjectStore _store;
    private readonly FrozenDictionary<string, ResourceCache> _byPlural;
    private readonly FrozenDictionary<ResourceDefinition, ResourceCache> _alternates;
    private readonly RevisionGate _gate = new();
    private readonly CacheObservers _observers = new();

    /// <summary>An empty cache over a store.</summary>
    public ObjectCache(IObjectStore store, ResourceRegistry registry, ObjectCacheOptions options, TimeProvider time)
    {
        _store = store;
        _byPlural = registry.Stored.ToFrozenDictionary(d => d.Plural, d => new ResourceCache(d, options, time), StringComparer.Ordinal);
        _alternates = registry.All.Except(registry.Stored).ToFrozenDictionary(d => d, d => new ResourceCache(d, options, time));
        foreach (var (definition, alternate) in _alternates)
        {
            _byPlural[definition.Stored.Plural].Alternate = alternate;
        }
    }

    /// <summary>The revision that everything here is at, observers included.</summary>
    public Revision Revision => _gate.Current;

    /// <summary>The stored values that cannot be read.</summary>
    public Quarantine Quarantine { get; } = new();

    /// <summary>The objects of one resource.</summary>
    public ResourceCache this[ResourceDefinition definition] =>
        definition.Stored == definition ? _byPlural[definition.Plural] : _alternates[definition];

    /// <summary>Waits until the cache has come to a revision.</summary>
    public ValueTask WaitForAsync(Revision revision, CancellationToken cancellationToken) =>
        _gate.WaitForAsync(revision, cancellationToken);

    /// <summary>Tells an observer of everything from now on; to be called before <see cref="LoadAsync"/>.</summary>
    public void Observe(ICacheObserver observer) => _observers.Add(observer);

    /// <summary>Reads everything; the cache can be used when it returns. Values that cannot be read go into quarantine.</summary>
    /// <exception cref="StoreUnavailableException">The store could not be read.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var range = await _store.RangeAsync(new RangeQuery { Prefix = Root }, cancellationToken).ConfigureAwait(false);
        var objects = _byPlural.Values.Concat(_alternates.Values).ToDictionary(cache => cache, _ => new Dictionary<ObjectKey, StoredObject>());
        var unreadable = new List<UnreadableObject>();
        foreach (var value in range.Values)
        {
            if (CacheOf(value.Key) is not { } cache)
            {
                continue;
            }

            var key = KeyOf(value.Key, cache.Definition);
            var forms = StoredForms.Read(cache, key, value);
            if (forms.Fault is { } fault)
            {
                unreadable.Add(new UnreadableObject(cache.Definition, key, value.Modified, fault));
                continue;
            }

            objects[cache][key] = forms.Stored!;
            if (cache.Alternate is { } alternate)
            {
                objects[alternate][key] = forms.Alternate!;
            }
        }

        Quarantine.Replace(unreadable);
        foreach (var (cache, found) in objects)
        {
            cache.Replace(found, range.Revision);
        }

        // Observers are told of each object once, in its stored form.
        foreach (var cache in _byPlural.Values)
        {
            Evict(cache, _observers.Replaced(cache.Definition, objects[cache].Values), range.Revision);
        }

        _gate.Advance(range.Revision);
    }

    /// <summary>
    /// Follows the store until cancelled. Falls back to reading everything when the store has compacted what it needs.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The watch broke; call again.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await FollowAsync(cancellationToken).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                throw new StoreUnavailableException("the watch of the store has ended");
            }
            catch (RevisionCompactedException)
            {
                await LoadAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var from = new Revision(Revision.Value + 1);
        await foreach (var batch in _store.WatchAsync(Root, from, cancellationToken).ConfigureAwait(false))
        {
            Apply(batch);
        }
    }

    private void Apply(ChangeBatch batch)
    {
        if (batch.Changes.Count == 1 && CacheOf(batch.Changes[0].Key) is { } only)
        {
            Apply(only, batch.Changes, batch.Revision);
        }
        else
        {
            foreach (var group in batch.Changes.GroupBy(change => CacheOf(change.Key)))
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
        var events = new List<ObjectEvent>(changes.Count);
        var alternates = cache.Alternate is null ? null : new List<ObjectEvent>(changes.Count);
        List<ObjectKey>? readable = null;
        foreach (var change in changes)
        {
            var key = KeyOf(change.Key, cache.Definition);
            var forms = change.Value is { } value ? StoredForms.Read(cache, key, value) : default;
            if (forms.Fault is { } fault)
            {
                Quarantine.Enter(new UnreadableObject(cache.Definition, key, revision, fault));
            }
            else if (Quarantine.Count > 0)
            {
                (readable ??= []).Add(key);
            }

            AddEvent(events, cache, key, forms.Stored, revision);
            if (alternates is not null)
            {
                AddEvent(alternates, cache.Alternate!, key, forms.Alternate, revision);
            }
        }

        Apply(cache, events, alternates, revision);

        // After the object has become visible, so that a reader finds it in one of the two places.
        readable?.ForEach(key => Quarantine.Leave(cache.Definition, key));
    }

    private void Apply(ResourceCache cache, List<ObjectEvent> events, List<ObjectEvent>? alternates, Revision revision)
    {
        cache.Apply(events, revision);
        if (alternates is not null)
        {
            cache.Alternate!.Apply(alternates, revision);
        }

        var failed = _observers.Changed(cache.Definition, events);
        cache.Publish(events);
        if (alternates is not null)
        {
            cache.Alternate!.Publish(alternates);
        }

        Evict(cache, failed, revision);
    }

    /// <summary>Puts objects that an observer cannot process into quarantine: they are taken out of the cache as if deleted.</summary>
    private void Evict(ResourceCache cache, IReadOnlyCollection<StoredObject> failed, Revision revision)
    {
        foreach (var found in failed)
        {
            Quarantine.Enter(new UnreadableObject(cache.Definition, found.Key, found.Revision, $"it is not a valid {cache.Definition.Kind.Kind}"));
            var events = new List<ObjectEvent>(1);
            AddEvent(events, cache, found.Key, null, revision);
            var alternates = cache.Alternate is null ? null : new List<ObjectEvent>(1);
            if (alternates is not null)
            {
                AddEvent(alternates, cache.Alternate!, found.Key, null, revision);
            }

            Apply(cache, events, alternates, revision);
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

    private ResourceCache? CacheOf(string key)
    {
        var end = key.IndexOf('/', Root.Length);
        return end < 0 ? null : _byPlural.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key.AsSpan(Root.Length, end - Root.Length), out var cache) ? cache : null;
    }

    internal static ObjectKey KeyOf(string storageKey, ResourceDefinition definition)
    {
        var rest = storageKey[definition.StoragePrefix.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new ObjectKey("", rest) : new ObjectKey(rest[..slash], rest[(slash + 1)..]);
    }
}
