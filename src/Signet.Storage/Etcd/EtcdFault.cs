namespace Signet.Storage.Etcd;

/// <summary>What an error of etcd means for the caller.</summary>
internal enum EtcdFault
{
    /// <summary>No usable answer: no connection, no leader, no quorum, timeout. Another member may answer; a change may have been made.</summary>
    Unavailable,

    /// <summary>The token of the user is not valid (any more); nothing was done.</summary>
    Unauthenticated,

    /// <summary>The revision has been compacted.</summary>
    Compacted,

    /// <summary>The revision does not exist yet.</summary>
    Future,

    /// <summary>The space quota of etcd is used up; nothing was changed.</summary>
    NoSpace,

    /// <summary>The lease does not exist; nothing was done.</summary>
    LeaseNotFound,

    /// <summary>The request is larger than etcd takes; nothing was done.</summary>
    TooLarge,

    /// <summary>etcd refuses the request, for example because the user may not write; nothing was done, and a repetition would be refused, too.</summary>
    Refused,
}
