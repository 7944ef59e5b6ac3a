using Signet.Core.Objects;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Cache;

/// <summary>
/// Something that is derived from the cached objects and has to be as current as they are: what it makes of a change is in place before
/// the write of that change is answered. Called on the cache's one writer, so it has to be quick and must not fail.
/// </summary>
internal interface ICacheObserver
{
    /// <summary>Everything of a resource has been read anew.</summary>
    void Replaced(ResourceDefinition resource, IEnumerable<StoredObject> objects);

    /// <summary>Some objects of a resource have changed, in this order.</summary>
    void Changed(ResourceDefinition resource, IReadOnlyList<ObjectEvent> events);
}
