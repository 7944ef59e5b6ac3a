namespace Signet.Server.Background;

/// <summary>Decides which replica runs the services of the leader. At any time at most one term of all replicas has not been disposed of.</summary>
internal interface ILeadership
{
    /// <summary>Waits until this replica leads. Completes at once with a store that has only one replica.</summary>
    ValueTask<ILeadershipTerm> AcquireAsync(CancellationToken cancellationToken);
}
