using Signet.Core.Primitives;

namespace Signet.Core.Access.Rbac;

/// <summary>A RoleBinding or ClusterRoleBinding as the authorizer needs it; it is also the reason why something is allowed.</summary>
/// <param name="Namespace">Its namespace; empty for a ClusterRoleBinding.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">The role that it gives.</param>
/// <param name="Subjects">To whom, in the order in which they are written.</param>
internal sealed record CompiledBinding(string Namespace, string Name, RoleKey Role, IReadOnlyList<RbacSubject> Subjects) : IDecisionReason
{
    /// <inheritdoc/>
    public string Describe(UserInfo user)
    {
        var self = Namespace.Length == 0 ? $"ClusterRoleBinding {GoText.Quote(Name)}" : $"RoleBinding {GoText.Quote($"{Name}/{Namespace}")}";
        var kind = Role.Namespace.Length == 0 ? RbacNames.ClusterRole : RbacNames.Role;
        var subject = Subjects.First(candidate => candidate.Means(user));
        return $"RBAC: allowed by {self} of {kind} {GoText.Quote(Role.Name)} to {subject}";
    }
}
