using Signet.Core.Objects;
using Signet.Core.Resources;

namespace Signet.Server.Controllers;

/// <summary>An object as the garbage collector speaks of it.</summary>
internal readonly record struct OwnedObject(ResourceDefinition Resource, ObjectKey Key, string Uid)
{
    /// <summary>For the log: <c>secrets ns/name</c>.</summary>
    public override string ToString() => $"{Resource.Plural} {Key}";
}
