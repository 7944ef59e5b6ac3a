namespace Signet.Server.Background;

/// <summary>Decides which replica runs the services of the leader. At most one term of all replicas is not disposed at any time.</summary>
internal interface ILeadership
{
    /// <summary>Whether another replica can lead. Then a server that stops gives up its term at once, before its last requests have ended.</summary>
    bool IsShared => false;

    /// <summary>Waits until this replica leads. Completes at once with a store that only one replica uses.</summary>
    ValueTask<ILeadershipTerm> AcquireAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Waits until a leader has prepared its services for the first time: then the store has what every server has (namespaces, default roles), and a
    /// replica that does not lead can serve.
    /// </summary>
    ValueTask WaitUntilPreparedAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Called by the replica that leads when it has prepared the services of the leader at its start.</summary>
    ValueTask NotePreparedAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
