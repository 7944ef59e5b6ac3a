using Signet.Core.Primitives;

namespace Signet.Core.Access.Rbac;

/// <summary>A subject of a binding.</summary>
/// <param name="Kind"><c>User</c>, <c>Group</c> or <c>ServiceAccount</c>.</param>
/// <param name="Name">The name.</param>
/// <param name="Namespace">The namespace of a service account; by default that of the binding.</param>
internal sealed record RbacSubject(string Kind, string Name, string Namespace)
{
    public bool IsGroup => Kind == RbacNames.UserGroup;

    /// <summary>The name of the user or group; null for a service account without a namespace, which matches no user.</summary>
    public string? CallerName => Kind != RbacNames.ServiceAccount ? Name
        : Namespace.Length > 0 ? $"{KnownUsers.ServiceAccountPrefix}{Namespace}:{Name}"
        : null;

    /// <summary>Whether the subject includes a user.</summary>
    public bool Means(UserInfo user) => IsGroup ? user.Groups.Contains(Name) : CallerName == user.Name;

    /// <summary>The form in reasons: <c>User "alice"</c>, <c>ServiceAccount "name/NS"</c>.</summary>
    public override string ToString() =>
        $"{Kind} {GoText.Quote(Kind == RbacNames.ServiceAccount ? $"{Name}/{Namespace}" : Name)}";
}
