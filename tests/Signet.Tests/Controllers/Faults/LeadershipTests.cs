using Microsoft.Extensions.DependencyInjection;
using Signet.Core.Admission.Events;
using Signet.Core.Resources.Kinds;
using Signet.Server.Background;
using Signet.Server.Controllers.Namespaces;
using Signet.Server.Controllers.TrustBundles;
using Signet.Storage.Sqlite;
using Signet.Testing;
using Signet.Tests.Background;
using Signet.Tests.Hosting;

namespace Signet.Tests.Controllers.Faults;

/// <summary>Two replicas with different CAs on one store, and a leadership that changes.</summary>
public sealed class LeadershipTests : IAsyncLifetime
{
    private const int Flips = 100;

    private readonly TemporaryFolder _folder = new();
    private readonly TestElection _election = new();
    private readonly LeaderCount _leaders = new();
    private readonly EventRetention _events = new() { MaxCount = 50 };
    private readonly List<ControllerReplica> _replicas = [];
    private SqliteObjectStore _store = null!;
    private string[] _bundles = [];

    public async ValueTask InitializeAsync()
    {
        _store = SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = _folder.File("store.db") });
        using var first = new TestCertificates();
        using var second = new TestCertificates();
        _bundles = [first.RootPem, second.RootPem];
        foreach (var bundle in _bundles)
        {
            _replicas.Add(await ControllerReplica.StartAsync(
                _store,
                new TrustBundleOptions(bundle, TimeSpan.FromHours(1)),
                _events,
                services =>
                {
                    services.AddSingleton<ILeadership>(_election);
                    services.AddSingleton(_leaders);
                    services.AddOnLeader<LeaderProbe>();
                }));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        await _store.DisposeAsync();
        _election.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Leadership_ChangesHundredTimesUnderWrites_ConvergesAndOnlyOneLeaderRunsAtATime()
    {
        var load = new FaultLoad(() => _replicas[0].Writer, seed: 7);
        await load.CreateAsync(KubernetesKinds.Namespaces, FaultLoad.Namespace);
        using var stop = new CancellationTokenSource();
        var writing = load.RunAsync(stop.Token);
        for (var i = 1; i <= Flips; i++)
        {
            var terms = _election.Terms;
            _election.Depose();
            await Patience.UntilAsync(() => Task.FromResult(_election.Terms > terms && _leaders.Active == 1), $"a replica leads after change {i}");
        }

        await stop.CancelAsync();
        await writing;

        Assert.Equal((1, false), (_leaders.Active, _leaders.HasOverlapped));
        Assert.InRange(_election.Terms, Flips, int.MaxValue);
        await UntilConvergedAsync();
        Assert.Empty(load.Writes.SelectMany(writes => writes.FindLost(_replicas[0].Cache)));
        Assert.All(_replicas, replica => Assert.All(
            replica.Host.Supervisors.Where(supervisor => supervisor.Role == ReplicaRole.EveryReplica),
            supervisor => Assert.Equal((SupervisorState.Running, 0L), (supervisor.Snapshot.State, supervisor.Snapshot.Faults))));
        Assert.Equal(
            [SupervisorState.Stopped, SupervisorState.Running],
            _replicas.Select(replica => replica.Host.Supervisors.Where(supervisor => supervisor.Role == ReplicaRole.Leader)
                .Select(supervisor => supervisor.Snapshot.State).Distinct().Single()).Order());
    }

    /// <summary>Replicas that wrote only their own CA would overwrite each other.</summary>
    [Fact]
    public async Task Bundle_OfReplicasWithDifferentCas_HasBothAndDoesNotChangeWithTheLeader()
    {
        await UntilConvergedAsync();
        var before = RevisionsOfMaps();
        for (var i = 0; i < 4; i++)
        {
            var terms = _election.Terms;
            _election.Depose();
            await Patience.UntilAsync(() => Task.FromResult(_election.Terms > terms && _leaders.Active == 1), "the other replica leads");
            await UntilConvergedAsync();
        }

        Assert.Equal(before, RevisionsOfMaps());
    }

    private string Bundle => string.Concat(_bundles);

    private string[] RevisionsOfMaps() => [.. _replicas[0].Cache[KubernetesKinds.ConfigMaps].Snapshot.All
        .Where(map => map.Key.Name == RootCertificates.Name).Select(map => $"{map.Key} {map.Revision}")];

    private Task UntilConvergedAsync() => Patience.UntilAsync(
        async () =>
        {
            var revision = await _store.GetRevisionAsync(default);
            return _replicas.TrueForAll(replica =>
                    replica.Cache.Revision == revision && !Convergence.FindOpen(replica.Cache, Bundle, _events).Any()) &&
                _replicas.Exists(replica => replica.IsSound) && await _store.GetRevisionAsync(default) == revision;
        },
        "the controllers converge");

    /// <summary>The number of replicas that run the leader's services.</summary>
    private sealed class LeaderCount
    {
        private int _active;

        public int Active => Volatile.Read(ref _active);

        public bool HasOverlapped { get; private set; }

        public void Enter() => HasOverlapped |= Interlocked.Increment(ref _active) > 1;

        public void Leave() => Interlocked.Decrement(ref _active);
    }

    private sealed class LeaderProbe(LeaderCount count) : SupervisedService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            count.Enter();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken);
            }
            finally
            {
                // The next leader must not start before this one has ended.
                await Task.Yield();
                count.Leave();
            }
        }
    }
}
