namespace Signet.Core.Access.Nodes;

/// <summary>The leases that nodes renew as a heartbeat, each with the name of its node. Authorizer and admission share the messages.</summary>
internal static class NodeLeases
{
    /// <summary>The namespace of the leases.</summary>
    public const string Namespace = "kube-node-lease";
    internal const string OtherNamespace = "can only access leases in the \"kube-node-lease\" system namespace";
    internal const string OtherName = "can only access node lease with the same name as the requesting node";
}
