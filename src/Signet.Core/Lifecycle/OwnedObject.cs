using Signet.Core.Objects;
using Signet.Core.Resources.Model;

namespace Signet.Core.Lifecycle;

/// <summary>An object as the garbage collector speaks of it.</summary>
internal readonly record struct OwnedObject(ResourceDefinition Resource, ObjectKey Key, string Uid)
{
    /// <summary>For the log: <c>secrets ns/name</c>.</summary>
    public override string ToString() => $"{Resource.Plural} {Key}";
}
