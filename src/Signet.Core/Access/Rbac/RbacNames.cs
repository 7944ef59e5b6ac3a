namespace Signet.Core.Access.Rbac;

/// <summary>The names that RBAC's objects use.</summary>
internal static class RbacNames
{
    /// <summary>The API group.</summary>
    public const string Group = "rbac.authorization.k8s.io";

    /// <summary>A role of a namespace.</summary>
    public const string Role = "Role";

    /// <summary>A role of the cluster.</summary>
    public const string ClusterRole = "ClusterRole";

    /// <summary>A subject that is a user.</summary>
    public const string User = "User";

    /// <summary>A subject that is a group.</summary>
    public const string UserGroup = "Group";

    /// <summary>A subject that is a service account.</summary>
    public const string ServiceAccount = "ServiceAccount";
}
