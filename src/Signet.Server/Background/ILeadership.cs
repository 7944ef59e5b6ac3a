namespace Signet.Server.Background;

/// <summary>Decides which replica runs the services of the leader. At most one term of all replicas is not disposed at any time.</summary>
internal interface ILeadership
{
    /// <summary>Waits until this replica leads. Completes at once with a store that only one replica uses.</summary>
    ValueTask<ILeadershipTerm> AcquireAsync(CancellationToken cancellationToken);
}
