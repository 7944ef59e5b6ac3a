using Signet.Core.Primitives;

namespace Signet.Core.Access.Rbac;

/// <summary>One subject of a binding.</summary>
/// <param name="Kind"><c>User</c>, <c>Group</c> or <c>ServiceAccount</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">A service account's namespace: that of the binding when the subject names none.</param>
internal sealed record RbacSubject(string Kind, string Name, string Namespace)
{
    /// <summary>Whether it stands for a group and not for one user.</summary>
    public bool IsGroup => Kind == RbacNames.UserGroup;

    /// <summary>The user's or the group's name; null for a service account of no namespace, who is nobody.</summary>
    public string? CallerName => Kind != RbacNames.ServiceAccount ? Name
        : Namespace.Length > 0 ? $"{KnownUsers.ServiceAccountPrefix}{Namespace}:{Name}"
        : null;

    /// <summary>Whether it means a user.</summary>
    public bool Means(UserInfo user) => IsGroup ? user.Groups.Contains(Name) : CallerName == user.Name;

    /// <summary>As reasons tell it: <c>User "alice"</c>, <c>ServiceAccount "name/NS"</c>.</summary>
    public override string ToString() =>
        $"{Kind} {GoText.Quote(Kind == RbacNames.ServiceAccount ? $"{Name}/{Namespace}" : Name)}";
}
