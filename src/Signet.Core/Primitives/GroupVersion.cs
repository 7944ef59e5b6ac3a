namespace Signet.Core.Primitives;

/// <summary>A version of an API group; the core group is the empty string.</summary>
internal readonly record struct GroupVersion(string Group, string Version)
{
    /// <summary>The path of its resources: <c>/api/v1</c>, <c>/apis/rbac.authorization.k8s.io/v1</c>.</summary>
    public string Path => Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";

    /// <summary>Parses an <c>apiVersion</c>: <c>v1</c>, <c>authentication.k8s.io/v1</c>.</summary>
    public static GroupVersion Parse(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return new GroupVersion(slash < 0 ? "" : apiVersion[..slash], apiVersion[(slash + 1)..]);
    }

    public GroupVersionKind OfKind(string kind) => new(Group, Version, kind);

    /// <summary>The <c>apiVersion</c> of its objects.</summary>
    public override string ToString() => Group.Length == 0 ? Version : $"{Group}/{Version}";
}
