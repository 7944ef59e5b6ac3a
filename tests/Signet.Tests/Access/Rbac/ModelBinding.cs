namespace Signet.Tests.Access.Rbac;

/// <summary>A RoleBinding, or a ClusterRoleBinding if it has no namespace.</summary>
public sealed record ModelBinding(string Namespace, string Name, bool ToClusterRole, string Role, ModelSubject[] Subjects);
