namespace Signet.Server.Background;

/// <summary>The time in which this replica leads. It is disposed of when all services of the leader have stopped; only then may another replica lead.</summary>
internal interface ILeadershipTerm : IAsyncDisposable
{
    /// <summary>Cancelled when this replica has to stop leading.</summary>
    CancellationToken Lost { get; }
}
