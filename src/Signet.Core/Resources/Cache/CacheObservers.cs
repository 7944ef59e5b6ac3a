using Signet.Core.Objects;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// The observers of the object cache, in order. An object that one of them cannot process is reported, so that it goes into quarantine
/// and the others stay current.
/// </summary>
internal sealed class CacheObservers
{
    private readonly List<ICacheObserver> _observers = [];

    public void Add(ICacheObserver observer) => _observers.Add(observer);

    /// <summary>Everything of a resource has been read anew.</summary>
    /// <returns>The objects that an observer cannot process.</returns>
    public IReadOnlyCollection<StoredObject> Replaced(ResourceDefinition resource, IReadOnlyCollection<StoredObject> objects)
    {
        var failed = new HashSet<StoredObject>();
        foreach (var observer in _observers)
        {
            try
            {
                observer.Replaced(resource, objects);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // One after the other, to find the one that it fails on.
                observer.Replaced(resource, []);
                failed.UnionWith(Process(observer, resource, objects.Select(found => new ObjectEvent(ObjectEventType.Added, found, null))));
            }
        }

        return failed;
    }

    /// <summary>Some objects of a resource have changed.</summary>
    /// <returns>The objects that an observer cannot process.</returns>
    public IReadOnlyCollection<StoredObject> Changed(ResourceDefinition resource, IReadOnlyList<ObjectEvent> events)
    {
        HashSet<StoredObject>? failed = null;
        foreach (var observer in _observers)
        {
            try
            {
                observer.Changed(resource, events);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException && HasObjects(events))
            {
                (failed ??= []).UnionWith(Process(observer, resource, events));
            }
        }

        return failed ?? [];
    }

    /// <summary>A deletion has nothing to read: an observer that fails on one has a fault of its own.</summary>
    private static bool HasObjects(IReadOnlyList<ObjectEvent> events) => events.Any(change => change.Type != ObjectEventType.Deleted);

    private static List<StoredObject> Process(ICacheObserver observer, ResourceDefinition resource, IEnumerable<ObjectEvent> events)
    {
        var failed = new List<StoredObject>();
        foreach (var change in events)
        {
            try
            {
                observer.Changed(resource, [change]);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException && change.Type != ObjectEventType.Deleted)
            {
                failed.Add(change.Object);
            }
        }

        return failed;
    }
}
