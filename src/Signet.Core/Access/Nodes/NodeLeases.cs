namespace Signet.Core.Access.Nodes;

/// <summary>Where nodes say that they are alive: each has the lease of its own name. Authorizer and admission use the same texts.</summary>
internal static class NodeLeases
{
    /// <summary>The namespace of these leases.</summary>
    public const string Namespace = "kube-node-lease";
    internal const string OtherNamespace = "can only access leases in the \"kube-node-lease\" system namespace";
    internal const string OtherName = "can only access node lease with the same name as the requesting node";
}
