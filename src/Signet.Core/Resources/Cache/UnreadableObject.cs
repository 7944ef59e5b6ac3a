using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Cache;

/// <summary>A stored value that cannot be read.</summary>
/// <param name="Resource">The resource, in its stored form.</param>
/// <param name="Key">Its namespace and name, from its storage key.</param>
/// <param name="Revision">The revision of the value.</param>
/// <param name="Fault">Why it cannot be read. Never contains a part of the value.</param>
internal sealed record UnreadableObject(ResourceDefinition Resource, ObjectKey Key, Revision Revision, string Fault)
{
    public string StorageKey => Resource.StorageKey(Key);
}
