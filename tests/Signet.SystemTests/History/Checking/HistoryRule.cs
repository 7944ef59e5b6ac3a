namespace Signet.SystemTests.History.Checking;

/// <summary>The rules that a history has to obey.</summary>
public enum HistoryRule
{
    /// <summary>A write that was acknowledged is in the history of etcd at its revision, and no later write has undone it by mistake.</summary>
    AcknowledgedWriteLost,

    /// <summary>
    /// A token is not accepted, by the replica that answered the deletion of its object at all, and by another one for longer than the freshness.
    /// </summary>
    TokenAcceptedAfterRevocation,

    /// <summary>No replica issues a token for an object whose deletion was acknowledged.</summary>
    TokenIssuedAfterDeletion,

    /// <summary>Neither issue nor review is refused while the object exists for certain.</summary>
    RefusedAlthoughValid,

    /// <summary>Two writes do not have the same revision.</summary>
    RevisionReused,

    /// <summary>A write that begins after another request was answered has a higher revision than that answer.</summary>
    RevisionOrder,

    /// <summary>A read or list that begins after another request was answered is not older than that answer.</summary>
    StaleRead,

    /// <summary>A list is the state of the store at its revision.</summary>
    ListOfNoState,

    /// <summary>A watcher gets every change after its list.</summary>
    EventLost,

    /// <summary>A watcher gets each event once, in the order of revisions.</summary>
    EventOrder,

    /// <summary>A watcher gets only events of changes that were made.</summary>
    EventOfNoChange,

    /// <summary>Between two changes of the lock at most one process makes the leader's writes, and none without the lock.</summary>
    TwoLeaders,
}
