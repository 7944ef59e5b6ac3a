namespace Signet.Core.Primitives;

/// <summary>A kind of an API group; the core group is the empty string.</summary>
internal readonly record struct GroupKind(string Group, string Kind)
{
    /// <summary>The form in messages: <c>Secret</c>, <c>TokenRequest.authentication.k8s.io</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Kind : $"{Kind}.{Group}";
}
