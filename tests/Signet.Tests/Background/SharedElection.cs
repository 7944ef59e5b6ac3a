using Signet.Server.Background;

namespace Signet.Tests.Background;

/// <summary>The election of replicas that share a store: it knows whether a leader has prepared its services.</summary>
internal sealed class SharedElection : ILeadership, IDisposable
{
    private readonly TestElection _election = new();
    private readonly TaskCompletionSource _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _notes;

    public bool IsShared => true;

    /// <summary>How many times a replica has prepared the services of the leader at its start.</summary>
    public int Notes => Volatile.Read(ref _notes);

    public ValueTask<ILeadershipTerm> AcquireAsync(CancellationToken cancellationToken) => _election.AcquireAsync(cancellationToken);

    public ValueTask WaitUntilPreparedAsync(CancellationToken cancellationToken) => new(_prepared.Task.WaitAsync(cancellationToken));

    public ValueTask NotePreparedAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _notes);
        _prepared.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _election.Dispose();
}
