using Signet.Server.Background;

namespace Signet.Tests.Background;

/// <summary>Elects one of several replicas, and ends terms on request. The next term begins when the previous one is disposed.</summary>
internal sealed class TestElection : ILeadership, IDisposable
{
    private readonly SemaphoreSlim _free = new(1);
    private Term? _term;
    private int _terms;

    /// <summary>The number of terms so far.</summary>
    public int Terms => Volatile.Read(ref _terms);

    public async ValueTask<ILeadershipTerm> AcquireAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        var term = new Term(_free);
        Volatile.Write(ref _term, term);
        Interlocked.Increment(ref _terms);
        return term;
    }

    /// <summary>The replica that leads loses its leadership.</summary>
    public void Depose() => Volatile.Read(ref _term)?.Lose();

    public void Dispose() => _free.Dispose();

    private sealed class Term(SemaphoreSlim free) : ILeadershipTerm
    {
        private readonly CancellationTokenSource _lost = new();

        public CancellationToken Lost => _lost.Token;

        public void Lose() => _lost.Cancel();

        public ValueTask DisposeAsync()
        {
            free.Release();
            return ValueTask.CompletedTask;
        }
    }
}
