using System.Diagnostics;
using System.Globalization;
using Signet.Core.Admission.Events;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Server.Background;
using Signet.Server.Controllers.TrustBundles;
using Signet.Storage.Sqlite;
using Signet.Testing;

namespace Signet.Tests.Controllers.Faults;

/// <summary>
/// All controllers over a store that fails, delays and loses answers at random, under writes and watches. <c>SIGNET_FAULT_SECONDS</c> sets the duration
/// (10; with <c>SIGNET_REQUIRE_ALL=1</c> 60), <c>SIGNET_FAULT_SEED</c> with which faults.
/// </summary>
public sealed class ControllerFaultTests(ITestOutputHelper output)
{
    private const string Bundle = "PEM";

    private static readonly Dictionary<StoreFault, int> PerMille = new()
    {
        [StoreFault.Failed] = 40,
        [StoreFault.AnswerLost] = 40,
        [StoreFault.Delayed] = 80,
        [StoreFault.Unexpected] = 5,
        [StoreFault.Compacted] = 2,
    };

    /// <summary>The faults that have to happen. Only watches can find history compacted, and they make few calls.</summary>
    private static IEnumerable<StoreFault> Certain => PerMille.Keys.Where(fault => fault != StoreFault.Compacted);

    private static readonly ResourceDefinition[] Watched =
    [
        KubernetesKinds.ConfigMaps, KubernetesKinds.Secrets, KubernetesKinds.Pods, KubernetesKinds.Namespaces, KubernetesKinds.Events,
    ];

    private static int Seconds => Number("SIGNET_FAULT_SECONDS") ?? (Environment.GetEnvironmentVariable("SIGNET_REQUIRE_ALL") == "1" ? 60 : 10);

    [Fact]
    public async Task Store_FailsAtRandom_ControllersConvergeAndNothingIsLostOrMissed()
    {
        var seed = Number("SIGNET_FAULT_SEED") ?? 1;
        var events = new EventRetention { MaxCount = 50 };
        using var folder = new TemporaryFolder();
        await using var sqlite = SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = folder.File("store.db") });
        var store = new FaultyStore(sqlite, new FaultPlan(seed, PerMille)) { IsFaulty = false };
        await using var replica = await ControllerReplica.StartAsync(store, new TrustBundleOptions(Bundle, Retention: null), events);
        var load = new FaultLoad(() => replica.Writer, seed);
        await load.CreateAsync(KubernetesKinds.Namespaces, FaultLoad.Namespace);
        using var stopWatching = new CancellationTokenSource();
        var history = new StoreHistory(sqlite);
        var recorders = Watched.SelectMany(resource => Enumerable.Range(0, 3).Select(_ => new EventRecorder(replica.Cache[resource]))).ToList();
        var watching = recorders.Select(recorder => recorder.RunAsync(stopWatching.Token))
            .Prepend(history.RunAsync(new Revision(1), stopWatching.Token)).ToList();

        store.IsFaulty = true;
        using (var stop = new CancellationTokenSource())
        {
            var running = load.RunAsync(stop.Token);
            await Task.Delay(TimeSpan.FromSeconds(Seconds));

            // A busy machine makes fewer calls, and the rare faults come later.
            await Patience.UntilAsync(() => Task.FromResult(running.IsFaulted || Certain.All(store.Counts.ContainsKey)), "every fault has happened");
            await stop.CancelAsync();
            await running;
        }

        store.IsFaulty = false;
        await UntilAsync(
            () => [.. Convergence.FindOpen(replica.Cache, Bundle, events), .. Unsound(replica)],
            async () => replica.Cache.Revision == await sqlite.GetRevisionAsync(default));
        await UntilAsync(
            () => [.. recorders.Select(recorder => recorder.FindFault(history)).OfType<string>()],
            async () => history.Revision == (await sqlite.GetRevisionAsync(default)).Value);
        await stopWatching.CancelAsync();
        await Task.WhenAll(watching);

        Assert.Empty(load.Writes.SelectMany(writes => writes.FindLost(replica.Cache)));
        Assert.All(replica.Host.Supervisors, supervisor => Assert.Equal(SupervisorState.Running, supervisor.Snapshot.State));
        Assert.All(Certain, fault => Assert.True(store.Counts.ContainsKey(fault), $"{fault} has not happened"));
        output.WriteLine($"seed {seed}, {Seconds} s: {load.Writes.Sum(writes => writes.Count)} acknowledged writes, {recorders.Sum(one => one.Lists) - recorders.Count} relists, " +
            string.Join(", ", store.Counts.Select(count => $"{count.Key} {count.Value}")));
        foreach (var supervisor in replica.Host.Supervisors)
        {
            output.WriteLine($"{supervisor.Service.Name}: {supervisor.Snapshot} {string.Join(' ', supervisor.Service.Reconcilers.Select(one => one.Snapshot))}");
        }
    }

    private static IEnumerable<string> Unsound(ControllerReplica replica) => replica.IsSound ? [] : replica.Host.Supervisors.Select(supervisor =>
        $"{supervisor.Service.Name}: {supervisor.Snapshot} {string.Join(' ', supervisor.Service.Reconcilers.Select(one => one.Snapshot))}");

    /// <summary>Waits until no work is left and the store does not change.</summary>
    private static async Task UntilAsync(Func<IReadOnlyList<string>> findOpen, Func<Task<bool>> isQuiet)
    {
        var waited = Stopwatch.StartNew();
        while (!await isQuiet() || findOpen().Count > 0 || !await isQuiet())
        {
            Assert.True(waited.Elapsed < Patience.Limit, string.Join('\n', findOpen()));
            await Task.Delay(100);
        }
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
