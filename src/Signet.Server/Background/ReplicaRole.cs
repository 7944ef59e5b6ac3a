namespace Signet.Server.Background;

/// <summary>Which replicas run a service.</summary>
internal enum ReplicaRole
{
    /// <summary>All: it concerns what the replica itself holds.</summary>
    EveryReplica,

    /// <summary>The one that leads: it changes what all share.</summary>
    Leader,
}
