namespace Signet.Core.Primitives;

/// <summary>An API group and a kind in it; the core group is the empty string.</summary>
internal readonly record struct GroupKind(string Group, string Kind)
{
    /// <summary>As Kubernetes prints it: <c>Secret</c>, <c>TokenRequest.authentication.k8s.io</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Kind : $"{Kind}.{Group}";
}
