namespace Signet.Core.Primitives;

/// <summary>An API group, a version and a kind.</summary>
internal readonly record struct GroupVersionKind(string Group, string Version, string Kind)
{
    /// <summary>The <c>apiVersion</c> of an object of this kind: <c>v1</c>, <c>authentication.k8s.io/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Without the version.</summary>
    public GroupKind GroupKind => new(Group, Kind);

    /// <summary>Without the kind.</summary>
    public GroupVersion GroupVersion => new(Group, Version);
}
