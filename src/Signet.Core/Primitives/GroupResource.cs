namespace Signet.Core.Primitives;

/// <summary>A resource of an API group by its plural name; the core group is the empty string.</summary>
internal readonly record struct GroupResource(string Group, string Resource)
{
    /// <summary>The form in messages: <c>secrets</c>, <c>roles.rbac.authorization.k8s.io</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}
