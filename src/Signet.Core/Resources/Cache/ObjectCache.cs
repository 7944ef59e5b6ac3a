using System.Collections.Frozen;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// Every object of every served resource in memory, fed by the store's watch. <see cref="RunAsync"/> is its only writer.
/// A write becomes visible to all readers before <see cref="WaitForAsync"/> lets its caller answer.
/// </summary>
public sealed class ObjectCache
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private readonly IObjectStore _store;
    private readonly TimeProvider _time;
    private readonly FrozenDictionary<ResourceDefinition, ResourceCache> _caches;
    private readonly CachesByPrefix _byPrefix;
    private readonly RevisionGate _gate = new();
    private readonly List<ICacheObserver> _observers = [];

    /// <summary>An empty cache over a store.</summary>
    public ObjectCache(IObjectStore store, ResourceRegistry registry, ObjectCacheOptions options, TimeProvider time)
    {
        (_store, _time) = (store, time);
        _caches = registry.Stored.SelectMany(stored => stored.Forms.All).ToFrozenDictionary(form => form, form => new ResourceCache(form, options, time));
        foreach (var stored in registry.Stored)
        {
            _caches[stored].OtherForms = [.. stored.Forms.Others.Select(form => _caches[form])];
        }

        _byPrefix = new CachesByPrefix(registry.Stored.Select(stored => _caches[stored]));
    }

    /// <summary>The revision that everything here is at.</summary>
    public Revision Revision => _gate.Current;

    /// <summary>The objects of one resource.</summary>
    public ResourceCache this[ResourceDefinition definition] => _caches[definition];

    /// <summary>Waits until the cache has come to a revision.</summary>
    public ValueTask WaitForAsync(Revision revision, CancellationToken cancellationToken) =>
        _gate.WaitForAsync(revision, cancellationToken);

    /// <summary>
    /// Waits a little while for a revision that a client has heard of; a 504 when it does not come. Somebody who watches may know of a
    /// change a moment before everybody can read it, and a client of another replica for longer.
    /// </summary>
    public async ValueTask<StatusError?> WaitUntilFreshAsync(Revision wanted, CancellationToken cancellationToken)
    {
        if (wanted <= Revision)
        {
            return null;
        }

        using var limit = new CancellationTokenSource(LongestWait, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _gate.WaitForAsync(wanted, either.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return StatusErrors.TooLargeRevision(wanted, Revision);
        }
    }

    /// <summary>The newest state of a resource, under the newest revision at which it is known to be the state.</summary>
    public ResourceSnapshot SnapshotOf(ResourceDefinition definition)
    {
        // In this order: the snapshot has everything up to the revision that was read before it.
        var now = Revision;
        var snapshot = this[definition].Snapshot;
        return snapshot.Revision >= now ? snapshot : snapshot.At(now);
    }

    /// <summary>The state of a resource at a revision that has come, or null when it is not kept any more.</summary>
    /// <exception cref="StoreUnavailableException">The store could not be read.</exception>
    public async ValueTask<ResourceSnapshot?> SnapshotOfAsync(ResourceDefinition definition, Revision revision, CancellationToken cancellationToken)
    {
        var now = Revision;
        var newest = this[definition].Snapshot;
        if (newest.Revision <= revision && revision <= now)
        {
            return newest.At(revision);
        }

        if (this[definition].FindPaged(revision) is { } kept)
        {
            return kept;
        }

        try
        {
            var query = new RangeQuery { Prefix = definition.StoragePrefix, At = revision };
            var range = await _store.RangeAsync(query, cancellationToken).ConfigureAwait(false);
            return ResourceSnapshot.Create(range.Values.Select(value => definition.ReadStored(value.Value.Span, value.Modified)), revision);
        }
        catch (RevisionCompactedException)
        {
            return null;
        }
    }

    /// <summary>Tells an observer of everything from now on; to be called before <see cref="LoadAsync"/>.</summary>
    public void Observe(ICacheObserver observer) => _observers.Add(observer);

    /// <summary>Reads everything; the cache can be used when it returns.</summary>
    /// <exception cref="StoreUnavailableException">The store could not be read.</exception>
    /// <exception cref="InvalidDataException">A value is not an object; the message names its key.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var range = await _store.RangeAsync(new RangeQuery { Prefix = CachesByPrefix.Root }, cancellationToken).ConfigureAwait(false);
        var objects = _caches.Values.ToDictionary(cache => cache, _ => new Dictionary<ObjectKey, StoredObject>());
        foreach (var value in range.Values)
        {
            if (_byPrefix.Find(value.Key) is { } stored)
            {
                foreach (var cache in (IEnumerable<ResourceCache>)[stored, .. stored.OtherForms])
                {
                    var read = ReadLoaded(cache.Definition, value);
                    objects[cache][read.Key] = read;
                }
            }
        }

        foreach (var (cache, found) in objects)
        {
            cache.Replace(found, range.Revision);
            if (cache.Definition.Stored != cache.Definition)
            {
                // Observers are told of each object once, in its stored form.
                continue;
            }

            foreach (var observer in _observers)
            {
                observer.Replaced(cache.Definition, found.Values);
            }
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
        await foreach (var batch in _store.WatchAsync(CachesByPrefix.Root, from, cancellationToken).ConfigureAwait(false))
        {
            Apply(batch);
        }
    }

    private void Apply(ChangeBatch batch)
    {
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
        var events = EventsOf(cache, changes, revision);
        cache.Apply(events, revision);
        foreach (var form in cache.OtherForms)
        {
            form.Apply(EventsOf(form, changes, revision), revision);
        }

        foreach (var observer in _observers)
        {
            observer.Changed(cache.Definition, events);
        }
    }

    private static List<ObjectEvent> EventsOf(ResourceCache cache, IReadOnlyList<Change> changes, Revision revision)
    {
        var events = new List<ObjectEvent>(changes.Count);
        foreach (var change in changes)
        {
            var key = KeyOf(change.Key, cache.Definition);
            var previous = cache.Find(key);
            if (change.Value is { } value)
            {
                var read = cache.Definition.ReadStored(value.Value.Span, value.Modified);
                events.Add(new ObjectEvent(previous is null ? ObjectEventType.Added : ObjectEventType.Modified, read, previous));
            }
            else if (previous is not null)
            {
                events.Add(new ObjectEvent(ObjectEventType.Deleted, previous.WithRevision(revision), previous));
            }
        }

        return events;
    }

    private static StoredObject ReadLoaded(ResourceDefinition definition, StoredValue value)
    {
        try
        {
            return definition.ReadStored(value.Value.Span, value.Modified);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{value.Key}: {exception.Message}", exception);
        }
    }

    private static ObjectKey KeyOf(string storageKey, ResourceDefinition definition)
    {
        var rest = storageKey[definition.StoragePrefix.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new ObjectKey("", rest) : new ObjectKey(rest[..slash], rest[(slash + 1)..]);
    }
}
