namespace Signet.SystemTests.History.Running;

/// <summary>The faults of a run.</summary>
internal enum FaultKind
{
    /// <summary><c>kill -9</c> of a replica, and a start after a time.</summary>
    KillReplica,

    /// <summary>SIGSTOP of a replica for a time.</summary>
    StopReplica,

    /// <summary>A replica does not reach etcd for a time.</summary>
    CutOffReplica,

    /// <summary><c>kill -9</c> of etcd's leader, and a start after a time.</summary>
    KillEtcdLeader,

    /// <summary>SIGSTOP of a member of etcd, half of the times its leader, for a time.</summary>
    StopEtcdMember,

    /// <summary>A member of etcd has a slow disk for a time.</summary>
    SlowDisk,

    /// <summary>The clock of a replica is ten minutes ahead for a time.</summary>
    StepClock,
}
