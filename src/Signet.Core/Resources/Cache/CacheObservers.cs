using Signet.Core.Objects;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// The observers of the object cache, in the order of their registration. Reports the objects that an observer cannot process, so that they
/// go into quarantine and the other objects stay current.
/// </summary>
internal sealed class CacheObservers
{
    private readonly List<ICacheObserver> _observers = [];

    /// <summary>The fault of an object that an observer cannot process.</summary>
    public static string RefusalOf(ResourceDefinition definition) => $"it is not a valid {definition.Kind.Kind}";

    public void Add(ICacheObserver observer) => _observers.Add(observer);

    /// <summary>Notifies of a complete reload of a resource.</summary>
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
                // Repeats the notification object by object to find those that the observer cannot process.
                observer.Replaced(resource, []);
                failed.UnionWith(Process(observer, resource, objects.Select(found => new ObjectEvent(ObjectEventType.Added, found, null))));
            }
        }

        return failed;
    }

    /// <summary>Notifies of changed objects of a resource.</summary>
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

    /// <summary>A deletion has no content to process: an observer that fails on one has a defect of its own.</summary>
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
