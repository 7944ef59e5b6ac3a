namespace Signet.Core.Primitives;

/// <summary>An API group and the plural name of a resource in it; the core group is the empty string.</summary>
internal readonly record struct GroupResource(string Group, string Resource)
{
    /// <summary>As Kubernetes prints it: <c>secrets</c>, <c>roles.rbac.authorization.k8s.io</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}
