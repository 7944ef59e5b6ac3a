namespace Signet.Core.Primitives;

/// <summary>An API group and the plural name of a resource in it; the core group is the empty string.</summary>
public readonly record struct GroupResource(string Group, string Resource)
{
    /// <summary>As Kubernetes prints it: <c>secrets</c>, <c>roles.rbac.authorization.k8s.io</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}

/// <summary>An API group and a kind in it; the core group is the empty string.</summary>
public readonly record struct GroupKind(string Group, string Kind)
{
    /// <summary>As Kubernetes prints it: <c>Secret</c>, <c>TokenRequest.authentication.k8s.io</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Kind : $"{Kind}.{Group}";
}

/// <summary>An API group, a version and a kind.</summary>
public readonly record struct GroupVersionKind(string Group, string Version, string Kind)
{
    /// <summary>The <c>apiVersion</c> of an object of this kind: <c>v1</c>, <c>authentication.k8s.io/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Without the version.</summary>
    public GroupKind GroupKind => new(Group, Kind);

    /// <summary>Without the kind.</summary>
    public GroupVersion GroupVersion => new(Group, Version);
}

/// <summary>An API group and a version of it; the core group is the empty string.</summary>
public readonly record struct GroupVersion(string Group, string Version)
{
    /// <summary>Where its resources are: <c>/api/v1</c>, <c>/apis/rbac.authorization.k8s.io/v1</c>.</summary>
    public string Path => Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";

    /// <summary>Reads an <c>apiVersion</c>: <c>v1</c>, <c>authentication.k8s.io/v1</c>.</summary>
    public static GroupVersion Parse(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return new GroupVersion(slash < 0 ? "" : apiVersion[..slash], apiVersion[(slash + 1)..]);
    }

    /// <summary>A kind of this version.</summary>
    public GroupVersionKind OfKind(string kind) => new(Group, Version, kind);

    /// <summary>The <c>apiVersion</c> of its objects.</summary>
    public override string ToString() => Group.Length == 0 ? Version : $"{Group}/{Version}";
}
