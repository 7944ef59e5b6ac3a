using System.Diagnostics;
using Signet.SystemTests.History.Checking;
using Signet.SystemTests.History.Running;
using Signet.Testing;
using Signet.TestReplica;

namespace Signet.SystemTests.History;

/// <summary>
/// The checker finds faults that are planted into a replica (<c>tests/Signet.TestReplica</c>), each with the workload that shows it; the first replica has
/// no fault, except where two have to do the same.
/// </summary>
[Collection(nameof(HistoryTests))]
public sealed class PlantedFaultTests(ITestOutputHelper output)
{
    private const int Seed = 20261129;
    private const int Clients = 4;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Longer than the freshness.</summary>
    private static readonly TimeSpan CutOff = TimeSpan.FromSeconds(4);

    /// <summary>A replica whose watch is late and that does not confirm refusals refuses what another replica has just made.</summary>
    [Fact]
    public Task SkipConfirmation_IsFound() => FindAsync(PlantedFault.None, PlantedFault.SkipConfirmation, HistoryRule.RefusedAlthoughValid);

    /// <summary>A replica that is cut off and does not mind the age of its cache accepts tokens whose object another replica has deleted.</summary>
    [Fact]
    public Task IgnoreFreshness_IsFound() => FindAsync(
        PlantedFault.None,
        PlantedFault.IgnoreFreshness,
        HistoryRule.TokenAcceptedAfterRevocation,
        DeleteWhileCutOffAsync);

    [Fact]
    public Task DropDeletion_IsFound() => FindAsync(
        PlantedFault.None, PlantedFault.DropDeletion, [HistoryRule.EventLost, HistoryRule.TokenAcceptedAfterRevocation]);

    [Fact]
    public Task TwoLeaders_IsFound() => FindAsync(PlantedFault.TwoLeaders, PlantedFault.TwoLeaders, HistoryRule.TwoLeaders);

    [Fact]
    public Task ReuseRevision_IsFound() => FindAsync(PlantedFault.None, PlantedFault.ReuseRevision, HistoryRule.RevisionReused);

    /// <summary>The seam alone makes no violation: a late watch is a fault that the product bears.</summary>
    [Fact]
    public async Task LateWatch_AloneIsNoViolation()
    {
        await using var stage = await HistoryStage.StartAsync(1, PlantedFault.None, PlantedFault.LateWatch);
        await using var work = new HistoryWork(stage, Seed, Clients);
        await Patience.UntilAsync(
            () => Task.FromResult(stage.Log.Calls.Count(call => call is { Kind: CallKind.Delete, Result: CallResult.Done }) >= Clients * 3),
            "objects were created, used and deleted");
        await work.EndAsync();
        await stage.SettleAsync(withWatchers: true);

        var violations = HistoryChecker.Check(stage.Recorded());
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    /// <summary>The second replica accepts a token; then it is cut off, and the first one deletes the object of the token.</summary>
    private static async Task DeleteWhileCutOffAsync(HistoryStage stage)
    {
        var client = stage.Client(Seed);
        var name = $"cut-{stage.Log.Now.Ticks}";
        if ((await client.CreateAsync(name, 0)).Result != CallResult.Done ||
            await client.IssueAsync(name, 0) is not { } token ||
            (await client.ReviewAsync(name, token, 1)).Result != CallResult.Done)
        {
            return;
        }

        var cut = stage.Replicas[1].CutOffAsync(CutOff);
        await client.DeleteAsync(name, 0);
        while (!cut.IsCompleted)
        {
            await client.ReviewAsync(name, token, 1);
            await Task.Delay(Pause);
        }

        await cut;
    }

    private Task FindAsync(PlantedFault first, PlantedFault second, HistoryRule expected, Func<HistoryStage, Task>? disturb = null) =>
        FindAsync(first, second, [expected], disturb);

    private async Task FindAsync(PlantedFault first, PlantedFault second, IReadOnlyList<HistoryRule> expected, Func<HistoryStage, Task>? disturb = null)
    {
        output.WriteLine($"seed {Seed}");
        await using var stage = await HistoryStage.StartAsync(1, first, second);
        await using var work = new HistoryWork(stage, Seed, Clients);
        var since = Stopwatch.StartNew();
        IReadOnlyList<Violation> found = [];
        await Patience.UntilAsync(
            async () =>
            {
                await (disturb?.Invoke(stage) ?? Task.Delay(Interval));
                found = HistoryChecker.Check(stage.Recorded());
                return expected.All(rule => found.Any(violation => violation.Rule == rule));
            },
            $"{string.Join(", ", expected)} is found");
        output.WriteLine($"{second} was found after {since.Elapsed.TotalSeconds:f1} s and {stage.Log.Calls.Count} requests:");
        foreach (var violation in expected.Select(rule => found.First(violation => violation.Rule == rule)))
        {
            output.WriteLine(violation.ToString());
        }

        await work.EndAsync();
    }
}
