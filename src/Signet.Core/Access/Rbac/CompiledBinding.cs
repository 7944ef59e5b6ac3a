using Signet.Core.Primitives;

namespace Signet.Core.Access.Rbac;

/// <summary>A RoleBinding or ClusterRoleBinding in the form that the authorizer uses; also the reason of decisions that it allows.</summary>
/// <param name="Namespace">The namespace; empty for a ClusterRoleBinding.</param>
/// <param name="Name">The name.</param>
/// <param name="Role">The role that it grants.</param>
/// <param name="Subjects">The subjects, in stored order.</param>
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
