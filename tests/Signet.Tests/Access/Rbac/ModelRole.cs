namespace Signet.Tests.Access.Rbac;

/// <summary>A Role, or a ClusterRole if it has no namespace.</summary>
public sealed record ModelRole(string Namespace, string Name, ModelRule[] Rules);
