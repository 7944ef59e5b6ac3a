namespace Signet.Core.Primitives;

/// <summary>A kind of an API group in one version; the core group is the empty string.</summary>
internal readonly record struct GroupVersionKind(string Group, string Version, string Kind)
{
    /// <summary>The <c>apiVersion</c> of an object of this kind: <c>v1</c>, <c>authentication.k8s.io/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public GroupKind GroupKind => new(Group, Kind);

    public GroupVersion GroupVersion => new(Group, Version);
}
