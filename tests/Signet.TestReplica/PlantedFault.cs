namespace Signet.TestReplica;

/// <summary>The faults that can be planted into a replica, to show that the history checker finds them.</summary>
internal enum PlantedFault
{
    /// <summary>None: the replica behaves as <c>signet serve</c>.</summary>
    None,

    /// <summary>None, but the watch of the store is <see cref="LateWatch.Delay"/> late, which the product has to bear.</summary>
    LateWatch,

    /// <summary>
    /// Refusals are not confirmed: the store names the revision that the cache has as its newest one. The watch is late as with <see cref="LateWatch"/>.
    /// </summary>
    SkipConfirmation,

    /// <summary>The cache is used for an hour after it was last confirmed, whatever <c>--cache-freshness</c> says.</summary>
    IgnoreFreshness,

    /// <summary>The watch of the store leaves out every second deletion of a secret.</summary>
    DropDeletion,

    /// <summary>A replica that waits for the lock of the leader leads after some seconds, too.</summary>
    TwoLeaders,

    /// <summary>Every fifth commit of a secret is answered with the revision of the commit before it.</summary>
    ReuseRevision,
}
