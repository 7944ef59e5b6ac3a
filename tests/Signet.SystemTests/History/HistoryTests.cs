using System.Globalization;
using Signet.Testing;

namespace Signet.SystemTests.History;

/// <summary>
/// Three real replicas over three real members of etcd under random faults; the history of all answers keeps the promises. A longer run:
/// <c>SIGNET_HISTORY_MINUTES=20</c>; the same faults again: <c>SIGNET_HISTORY_SEED=N</c>.
/// </summary>
public sealed class HistoryTests(ITestOutputHelper output)
{
    private const long Freshness = 1000;
    private const int TokenClients = 4;
    private const int CounterClients = 3;

    [Fact]
    public async Task ReplicasUnderFaults_KeepTheirPromises()
    {
        var seed = Number("SIGNET_HISTORY_SEED") ?? Random.Shared.Next();
        var time = Number("SIGNET_HISTORY_MINUTES") is { } minutes ? TimeSpan.FromMinutes(minutes) : TimeSpan.FromSeconds(45);
        var longest = time > TimeSpan.FromMinutes(5) ? TimeSpan.FromSeconds(30) : TimeSpan.FromSeconds(5);
        output.WriteLine($"SIGNET_HISTORY_SEED={seed}");
        await using var stage = await HistoryStage.StartAsync();
        var clients = stage.All.Select(replica => replica.CreateClient(HistoryStage.Token)).ToArray();
        await clients[0].UntilDefaultAccountAsync();
        await CounterWorkload.CreateAsync(clients[0]);
        var log = new HistoryLog();
        using var stop = new CancellationTokenSource(time);
        var faults = new HistoryFaults(stage, new SeededSequence(seed), longest, line => output.WriteLine($"{log.Now} ms: {line}"));
        using var end = new CancellationTokenSource();
        var watching = stage.All.Select(replica => new CounterWatcher(replica.Number, log, replica.CreateClient(HistoryStage.Token)).RunAsync(end.Token)).ToArray();
        Task[] working =
        [
            faults.RunAsync(stop.Token),
            .. Enumerable.Range(0, TokenClients).Select(i => new TokenWorkload(i, log, clients, new Random(seed + i)).RunAsync(stop.Token)),
            .. Enumerable.Range(0, CounterClients).Select(i => new CounterWorkload(log, clients, new Random(seed - i - 1)).RunAsync(stop.Token)),
        ];
        await Task.WhenAll(working);

        var finals = await FinalsAsync(clients[0]);
        await Patience.UntilAsync(() => Task.FromResult(AreWatchersAtTheEnd(log, finals, stage.All.Count)), "every watcher has got the last event of each counter");
        await end.CancelAsync();
        await Task.WhenAll(watching);

        var violations = new HistoryChecker(log.Records, Freshness, finals).Check();
        Assert.True(violations.Count == 0, string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {string.Join('\n', violations.Take(20))}"));
        AssertWorked(log, output);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static async Task<IReadOnlyDictionary<string, (long Value, long Revision)>> FinalsAsync(ApiClient client)
    {
        var finals = new Dictionary<string, (long Value, long Revision)>();
        await Patience.UntilAsync(
            async () =>
            {
                foreach (var name in CounterWorkload.Names)
                {
                    var read = await client.GetAsync($"{CounterWorkload.Collection}/{name}");
                    if (read.Code != System.Net.HttpStatusCode.OK)
                    {
                        return false;
                    }

                    finals[name] = (CounterWorkload.ValueOf(read.Json), CounterWorkload.RevisionOf(read.Json));
                }

                return true;
            },
            "the counters can be read after the last fault");
        return finals;
    }

    private static bool AreWatchersAtTheEnd(HistoryLog log, IReadOnlyDictionary<string, (long Value, long Revision)> finals, int replicas)
    {
        var last = finals.Values.Max(final => final.Revision);
        var positions = log.Records.Where(record => record.Kind is HistoryKind.Event or HistoryKind.Relist)
            .GroupBy(record => record.Replica).ToDictionary(group => group.Key, group => group.Max(record => record.Revision));
        return positions.Count == replicas && positions.Values.All(position => position >= last);
    }

    /// <summary>A history in which hardly anything succeeded would show nothing.</summary>
    private static void AssertWorked(HistoryLog log, ITestOutputHelper output)
    {
        foreach (var kind in log.Records.GroupBy(record => (record.Kind, record.Result)).OrderBy(group => group.Key))
        {
            output.WriteLine($"{kind.Key.Kind} {kind.Key.Result}: {kind.Count()}");
        }

        foreach (var kind in (HistoryKind[])[HistoryKind.Create, HistoryKind.Issue, HistoryKind.Review, HistoryKind.Delete, HistoryKind.Increment, HistoryKind.Event])
        {
            Assert.True(log.Records.Count(record => record.Kind == kind && record.Result == HistoryResult.Done) > 20, $"{kind} hardly succeeded");
        }
    }
}
