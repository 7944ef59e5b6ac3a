using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Cache;

/// <summary>A stored value that cannot be read.</summary>
/// <param name="Resource">The resource under which it is stored.</param>
/// <param name="Key">Its namespace and name, from its storage key.</param>
/// <param name="Revision">The revision of the value.</param>
/// <param name="Fault">Why it cannot be read; never a part of the value.</param>
internal sealed record UnreadableObject(ResourceDefinition Resource, ObjectKey Key, Revision Revision, string Fault)
{
    /// <summary>Its key in the store.</summary>
    public string StorageKey => Resource.StorageKey(Key);
}
