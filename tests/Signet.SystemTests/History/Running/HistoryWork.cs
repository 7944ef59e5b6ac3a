using Signet.Testing;

namespace Signet.SystemTests.History.Running;

/// <summary>All workloads, and a watcher for each replica.</summary>
internal sealed class HistoryWork : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _working;
    private readonly List<Task> _watching;

    /// <param name="stage">The replicas.</param>
    /// <param name="seed">Determines the choices.</param>
    /// <param name="clients">The number of token workloads.</param>
    public HistoryWork(HistoryStage stage, int seed, int clients)
    {
        _watching = [.. stage.Replicas.Select(replica =>
            new ObjectWatcher(replica.Number, stage.Client(seed), replica.CreateClient()).RunAsync(_end.Token))];
        _working =
        [
            .. Enumerable.Range(1, clients).Select(i =>
                new TokenWorkload(i, stage.Client(seed + i), new SeededSequence(seed - i), HistoryStage.Freshness).RunAsync(_stop.Token)),
            .. Enumerable.Range(101, 2).Select(i => new CounterWorkload(stage.Client(seed + i), new SeededSequence(seed - i)).RunAsync(_stop.Token)),
            new NamespaceWorkload(stage.Clients, new SeededSequence(seed)).RunAsync(_stop.Token),
        ];
    }

    /// <summary>Ends the requests; the watchers go on.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_working);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await _end.CancelAsync();
        await Task.WhenAll(_watching);
        _stop.Dispose();
        _end.Dispose();
    }
}
