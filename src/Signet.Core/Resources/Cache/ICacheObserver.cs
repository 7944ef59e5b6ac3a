using Signet.Core.Objects;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// State that is derived from the cached objects and must be as current as they are: the observer has processed a change before the write
/// of that change is answered. Called on the cache's only writer, so an implementation must be fast and must not fail.
/// </summary>
internal interface ICacheObserver
{
    /// <summary>All objects of a resource were read again.</summary>
    void Replaced(ResourceDefinition resource, IEnumerable<StoredObject> objects);

    /// <summary>Objects of a resource have changed, in this order.</summary>
    void Changed(ResourceDefinition resource, IReadOnlyList<ObjectEvent> events);
}
