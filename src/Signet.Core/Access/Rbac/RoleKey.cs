namespace Signet.Core.Access.Rbac;

/// <summary>
/// Which role a binding refers to. Keeps its hash: the authorizer looks roles up by it for every binding of a caller.
/// </summary>
internal sealed class RoleKey(string ns, string name) : IEquatable<RoleKey>
{
    private readonly int _hash = HashCode.Combine(ns, name);

    /// <summary>The namespace of a Role; empty for a ClusterRole.</summary>
    public string Namespace => ns;

    /// <summary>The name.</summary>
    public string Name => name;

    /// <inheritdoc/>
    public bool Equals(RoleKey? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && Name == other.Name && Namespace == other.Namespace);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RoleKey);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>What is said when it is not there; Kubernetes puts the singular where the plural belongs.</summary>
    public string NotFoundMessage => $"{(Namespace.Length == 0 ? "clusterrole" : "role")}.{RbacNames.Group} {Primitives.GoText.Quote(Name)} not found";
}
