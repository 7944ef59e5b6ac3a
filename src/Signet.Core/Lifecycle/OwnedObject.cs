using Signet.Core.Objects;
using Signet.Core.Resources.Model;

namespace Signet.Core.Lifecycle;

/// <summary>An object in the graph of owners.</summary>
internal readonly record struct OwnedObject(ResourceDefinition Resource, ObjectKey Key, string Uid)
{
    /// <summary>The form in the log: <c>secrets ns/name</c>.</summary>
    public override string ToString() => $"{Resource.Plural} {Key}";
}
