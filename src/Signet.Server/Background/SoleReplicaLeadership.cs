namespace Signet.Server.Background;

/// <summary>The leadership of a store's only replica, which always leads.</summary>
internal sealed class SoleReplicaLeadership : ILeadership
{
    /// <inheritdoc/>
    public ValueTask<ILeadershipTerm> AcquireAsync(CancellationToken cancellationToken) => new(new Term());

    private sealed class Term : ILeadershipTerm
    {
        public CancellationToken Lost => CancellationToken.None;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
