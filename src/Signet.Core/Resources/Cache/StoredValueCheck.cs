using Signet.Core.Objects;
using Signet.Core.Resources.Model;
using Signet.Core.Storage;

namespace Signet.Core.Resources.Cache;

/// <summary>Reads stored values by the rules of the object cache, one by one, without a cache of them: what it refuses would be in quarantine.</summary>
internal sealed class StoredValueCheck
{
    private readonly CachesByPrefix _byPrefix;
    private readonly IReadOnlyList<Func<ICacheObserver>> _observers;

    /// <param name="registry">The kinds.</param>
    /// <param name="observers">Make the observers of the cache that refuse objects.</param>
    /// <param name="time">The clock.</param>
    public StoredValueCheck(ResourceRegistry registry, IReadOnlyList<Func<ICacheObserver>> observers, TimeProvider time)
    {
        _observers = observers;
        var options = new ObjectCacheOptions();
        _byPrefix = new CachesByPrefix(registry.Stored.Select(stored =>
        {
            var forms = stored.Forms.All.Select(form => new ResourceCache(form, options, time)).ToList();
            var cache = forms.Find(form => form.Definition == stored)!;
            cache.Forms = forms;
            return cache;
        }));
    }

    /// <summary>The resource of a key; null when it belongs to none.</summary>
    public ResourceDefinition? FindResource(string key) => _byPrefix.Find(key)?.Definition;

    /// <summary>Why an object cannot be read; null when it can. Never a part of its value.</summary>
    /// <param name="value">The value of a key of a resource.</param>
    public string? FaultOf(StoredValue value)
    {
        var cache = _byPrefix.Find(value.Key)!;
        var read = StoredForms.Read(cache, value);
        return read.Fault is not null || _observers.All(observer => IsAccepted(observer(), cache.Definition, read.Forms[0]))
            ? read.Fault
            : CacheObservers.RefusalOf(cache.Definition);
    }

    private static bool IsAccepted(ICacheObserver observer, ResourceDefinition resource, StoredObject read)
    {
        try
        {
            observer.Changed(resource, [new ObjectEvent(ObjectEventType.Added, read, null)]);
            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // As the cache does.
            return false;
        }
    }
}
