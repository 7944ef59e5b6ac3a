using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Storage;
using Signet.Server.Background;
using Signet.Server.Controllers;
using Signet.Server.Controllers.Stores;
using Signet.Storage.Sqlite;
using Signet.Testing;
using Signet.Tests.Background;

namespace Signet.Tests.Controllers;

/// <summary>A follower passes on every object, whatever fails: the store's watch, the window, or the follower itself.</summary>
public sealed class ResourceFollowerTests
{
    [Fact]
    public async Task Follow_LeavesTheWindow_GetsASnapshotAndReachesItsRevision()
    {
        await using var running = RunningCache.Start(new ObjectCacheOptions { EventsKept = 4 });
        var seen = new Seen();
        using var mayRead = new SemaphoreSlim(0);
        var follower = new ResourceFollower(
            running.Cache[KubernetesKinds.Secrets],
            seen.Take,
            change =>
            {
                mayRead.Wait();
                seen.Take(change);
            });
        using var stop = new CancellationTokenSource();
        var following = Task.Run(() => follower.FollowAsync(stop.Token));
        await Patience.UntilAsync(() => Task.FromResult(seen.Snapshots == 1), "it has listed");
        var last = Revision.Zero;
        for (var i = 0; i < 20; i++)
        {
            last = await running.PutAsync(KubernetesKinds.Secrets, "ns", $"s{i}", $"u{i}");
        }

        Assert.False(follower.HasReached(last));
        mayRead.Release(100);

        await Patience.UntilAsync(() => Task.FromResult(follower.HasReached(last)), "it has come to the last write");
        Assert.InRange(seen.Snapshots, 2, 10);
        Assert.Equal(20, seen.Names.Count);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }

    [Fact]
    public async Task Follow_AfterAFault_HasReachedNothingBeforeTheSnapshot()
    {
        await using var running = RunningCache.Start();
        var revision = await running.PutAsync(KubernetesKinds.Secrets, "ns", "s", "u");
        var isFaulty = true;
        ResourceFollower? follower = null;
        follower = new ResourceFollower(
            running.Cache[KubernetesKinds.Secrets],
            _ => Assert.False(follower!.HasReached(revision)),
            _ =>
            {
                if (isFaulty)
                {
                    throw new InvalidOperationException("no");
                }
            });
        using var stop = new CancellationTokenSource();
        var following = follower.FollowAsync(stop.Token);
        Assert.True(follower.HasReached(revision));
        await running.PutAsync(KubernetesKinds.Secrets, "ns", "s", "u");
        await Assert.ThrowsAsync<InvalidOperationException>(() => following);
        isFaulty = false;

        var again = follower.FollowAsync(stop.Token);

        Assert.True(follower.HasReached(running.Cache.Revision));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => again);
    }

    /// <summary>An exception of a handler restarts the service.</summary>
    [Fact]
    public async Task Follow_HandlerThrows_TheServiceListsAgainAndMissesNothing()
    {
        await using var running = RunningCache.Start();
        var service = new FollowingService(running.Cache[KubernetesKinds.Secrets], faultyName: "s3");
        await using var supervised = RunningService.Start(service, running.Time);
        for (var i = 0; i < 10; i++)
        {
            await running.PutAsync(KubernetesKinds.Secrets, "ns", $"s{i}", $"u{i}");
        }

        await Patience.UntilAsync(
            () =>
            {
                running.Time.Advance(TimeSpan.FromMilliseconds(100));
                return Task.FromResult(service.Seen.Names.Count == 10);
            },
            "it has seen all");

        Assert.Equal((1L, SupervisorState.Running), (supervised.Supervisor.Snapshot.Faults, supervised.Supervisor.Snapshot.State));
    }

    [Theory]
    [InlineData(StoreFault.Failed)]
    [InlineData(StoreFault.AnswerLost)]
    [InlineData(StoreFault.Unexpected)]
    [InlineData(StoreFault.Compacted)]
    public async Task Follow_StoreWatchFailsAtEveryFifthBatch_ReceivesEverything(StoreFault fault)
    {
        var batches = 0;
        using var folder = new TemporaryFolder();
        await using var store = new FaultyStore(
            SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = folder.File("store.db") }),
            call => call == StoreCall.Batch && Interlocked.Increment(ref batches) % 5 == 0 ? fault : StoreFault.None);
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var cache = new ObjectCache(store, ServedKinds.Registry, new ObjectCacheOptions(), time);
        await cache.LoadAsync(default);
        await using var cacheFollower = RunningService.Start(new CacheFollower(cache), time);
        var service = new FollowingService(cache[KubernetesKinds.Secrets], faultyName: "");
        await using var supervised = RunningService.Start(service, time);

        for (var i = 0; i < 23; i++)
        {
            var json = $$$"""{"kind":"Secret","apiVersion":"v1","metadata":{"name":"s{{{i}}}","namespace":"ns","uid":"u{{{i}}}"}}""";
            var commit = await store.CommitAsync(
                new Commit([], [new StoreOperation.Put($"/registry/secrets/ns/s{i}", System.Text.Encoding.UTF8.GetBytes(json))]), default);
            await Patience.UntilAsync(
                () =>
                {
                    time.Advance(TimeSpan.FromSeconds(1));
                    return Task.FromResult(cache.Revision == ((CommitResult.Success)commit).Revision);
                },
                "the cache follows");
        }

        await Patience.UntilAsync(() => Task.FromResult(service.Seen.Names.Count == 23), "all are seen");
        Assert.InRange(store.Counts[fault], 4, 10);
        Assert.Equal(0, supervised.Supervisor.Snapshot.Faults);
    }

    private sealed class FollowingService(ResourceCache resource, string faultyName) : SupervisedService
    {
        private bool _isFaulty = true;

        public Seen Seen { get; } = new();

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => ConcurrentLoops.RunAsync(
            [
                new ResourceFollower(
                    resource,
                    Seen.Take,
                    change =>
                    {
                        if (_isFaulty && change.Object.Key.Name == faultyName)
                        {
                            _isFaulty = false;
                            throw new InvalidOperationException("no");
                        }

                        Seen.Take(change);
                    }).FollowAsync,
            ],
            stoppingToken);
    }

    private sealed class Seen
    {
        private readonly HashSet<string> _names = [];
        private int _snapshots;

        public int Snapshots => Volatile.Read(ref _snapshots);

        public IReadOnlyCollection<string> Names
        {
            get
            {
                lock (_names)
                {
                    return [.. _names];
                }
            }
        }

        public void Take(ResourceSnapshot snapshot)
        {
            lock (_names)
            {
                _names.UnionWith(snapshot.All.Select(found => found.Key.Name));
            }

            Interlocked.Increment(ref _snapshots);
        }

        public void Take(ObjectEvent change)
        {
            lock (_names)
            {
                _names.Add(change.Object.Key.Name);
            }
        }
    }
}
