namespace Signet.Server.Background;

/// <summary>Which replicas run a service.</summary>
internal enum ReplicaRole
{
    /// <summary>All replicas: the service maintains state of the replica itself.</summary>
    EveryReplica,

    /// <summary>The leading replica: the service changes shared state.</summary>
    Leader,
}
