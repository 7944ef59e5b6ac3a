using System.Collections.Concurrent;
using System.Globalization;
using Signet.SystemTests.History.Checking;
using Signet.SystemTests.History.Running;
using Signet.Testing;
using Signet.TestReplica;

namespace Signet.SystemTests.History;

/// <summary>
/// Three real replicas over three real members of etcd under faults; the history of all answers keeps the promises. <c>SIGNET_HISTORY_SEED</c> repeats the
/// choices of a run, <c>SIGNET_HISTORY_MINUTES</c> makes a longer one with longer faults, and <c>SIGNET_HISTORY_REPORT</c> names a file for its figures.
/// </summary>
[Collection(nameof(HistoryTests))]
public sealed class HistoryTests(ITestOutputHelper output)
{
    private const int TokenClients = 6;

    /// <summary>Fewer successes of a kind would show nothing.</summary>
    private const int Enough = 20;

    private static readonly CallKind[] Kinds = Enum.GetValues<CallKind>();

    [Fact]
    public async Task Replicas_UnderFaults_KeepTheirPromises()
    {
        var seed = Number("SIGNET_HISTORY_SEED") ?? Random.Shared.Next();
        var minutes = Number("SIGNET_HISTORY_MINUTES");
        var (shortest, longest) = minutes is null ? (2, 6) : (5, 30);
        output.WriteLine($"SIGNET_HISTORY_SEED={seed}");
        var lines = new ConcurrentQueue<string>([$"SIGNET_HISTORY_SEED={seed}"]);

        // The clock of the machine must not be stepped; that of the third replica can be.
        await using var stage = await HistoryStage.StartAsync(3, null, null, PlantedFault.None);
        var faults = new HistoryFaults(stage, seed, TimeSpan.FromSeconds(shortest), TimeSpan.FromSeconds(longest), line =>
        {
            lines.Enqueue(line);
            output.WriteLine(line);
        });
        try
        {
            await RunAsync(stage, faults, seed, TimeSpan.FromMinutes(minutes ?? 0));
        }
        catch
        {
            foreach (var replica in stage.Replicas)
            {
                output.WriteLine($"replica {replica.Number}:\n{replica.LogTail}");
            }

            throw;
        }

        Assert.False(stage.Recorder.HasGap, "etcd was compacted before its history was recorded");
        var history = stage.Recorded();
        var violations = HistoryChecker.Check(history);
        var report = HistoryReport.Write(history, faults, stage.Log.Now, violations);
        output.WriteLine(report);
        if (Environment.GetEnvironmentVariable("SIGNET_HISTORY_REPORT") is { Length: > 0 } path)
        {
            await File.WriteAllTextAsync(path, $"{string.Join('\n', lines)}\n{report}");
        }

        Assert.True(violations.Count == 0, $"SIGNET_HISTORY_SEED={seed}\n{string.Join('\n', violations.Take(20))}");
        Assert.Contains(history.Commits, commit => commit.Changes.Any(change => change.Key == RunHistory.Leader && change.Kind == ChangeKind.Added));
    }

    /// <summary>Rounds of faults under work until the time has passed; then all recorders get to the end.</summary>
    private static async Task RunAsync(HistoryStage stage, HistoryFaults faults, int seed, TimeSpan time)
    {
        await using var work = new HistoryWork(stage, seed, TokenClients);
        using var stop = new CancellationTokenSource();
        var compacting = faults.CompactAsync(stop.Token);
        try
        {
            do
            {
                await faults.RunRoundAsync();
            }
            while (stage.Log.Now < time);
        }
        finally
        {
            await stop.CancelAsync();
            await compacting;
        }

        await Patience.UntilAsync(() => Task.FromResult(HasEnough(stage.Log)), "each kind of request has succeeded often");
        await work.EndAsync();
        await stage.SettleAsync(withWatchers: true);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool HasEnough(HistoryLog log)
    {
        var calls = log.Calls;
        return Kinds.All(kind => calls.Count(call => call.Kind == kind && call.Result == CallResult.Done) >= Enough) &&
            log.Events.Count(received => received.Kind is not null) >= Enough;
    }
}
