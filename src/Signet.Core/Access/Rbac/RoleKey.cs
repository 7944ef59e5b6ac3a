namespace Signet.Core.Access.Rbac;

/// <summary>
/// The reference of a binding to a role. Caches its hash code, because the authorizer looks up the role of every binding of a user.
/// </summary>
internal sealed class RoleKey(string ns, string name) : IEquatable<RoleKey>
{
    private readonly int _hash = HashCode.Combine(ns, name);

    /// <summary>The namespace of a Role; empty for a ClusterRole.</summary>
    public string Namespace => ns;

    public string Name => name;

    /// <inheritdoc/>
    public bool Equals(RoleKey? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && Name == other.Name && Namespace == other.Namespace);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RoleKey);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The error for a role that does not exist. Kubernetes has the singular in it where the plural belongs.</summary>
    public string NotFoundMessage => $"{(Namespace.Length == 0 ? "clusterrole" : "role")}.{RbacNames.Group} {Primitives.GoText.Quote(Name)} not found";
}
