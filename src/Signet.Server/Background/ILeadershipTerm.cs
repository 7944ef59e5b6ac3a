namespace Signet.Server.Background;

/// <summary>The time in which this replica leads. Disposed when all services of the leader have stopped; only then may another replica lead.</summary>
internal interface ILeadershipTerm : IAsyncDisposable
{
    /// <summary>Cancelled when this replica loses leadership.</summary>
    CancellationToken Lost { get; }
}
