namespace Signet.Core.Access.Rbac;

/// <summary>The names in objects of RBAC.</summary>
internal static class RbacNames
{
    public const string Group = "rbac.authorization.k8s.io";

    public const string Role = "Role";

    public const string ClusterRole = "ClusterRole";

    /// <summary>The kind of a subject that is a group.</summary>
    public const string UserGroup = "Group";

    /// <summary>The kind of a subject that is a service account.</summary>
    public const string ServiceAccount = "ServiceAccount";
}
