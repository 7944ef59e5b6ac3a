using System.Text;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Storage;
using Signet.Testing;

namespace Signet.Tests.Resources.Cache;

/// <summary>The cache over a real store: look-up, snapshots, the window of events.</summary>
public sealed class ObjectCacheTests : IAsyncDisposable
{
    private readonly RunningCache _running = RunningCache.Start(new ObjectCacheOptions { EventsKept = 8 });

    private ResourceCache Secrets => _running.Cache[KubernetesKinds.Secrets];

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    [Fact]
    public async Task Find_AfterEachWrite_IsThatState()
    {
        var created = await PutAsync("a", "1");
        var first = Secrets.Find(new ObjectKey("ns", "a"));
        var changed = await PutAsync("a", "2");
        var second = Secrets.Find(new ObjectKey("ns", "a"));
        await _running.DeleteAsync(KubernetesKinds.Secrets, "ns", "a");

        Assert.Equal((created, "1"), (first!.Revision, first.Uid));
        Assert.Equal((changed, "2"), (second!.Revision, second.Uid));
        Assert.Contains($"\"resourceVersion\":\"{changed}\"", Encoding.UTF8.GetString(second.Json.Span), StringComparison.Ordinal);
        Assert.Null(Secrets.Find(new ObjectKey("ns", "a")));
    }

    [Fact]
    public async Task Snapshot_LaterWrites_DoNotChangeIt()
    {
        await PutAsync("b", "1");
        await PutAsync("a", "1");
        var before = Secrets.Snapshot;

        await PutAsync("b", "2");
        await PutAsync("c", "1");
        await _running.DeleteAsync(KubernetesKinds.Secrets, "ns", "a");

        Assert.Equal(["a=1", "b=1"], Show(before.All));
        Assert.Equal(["b=2", "c=1"], Show(Secrets.Snapshot.All));
        Assert.True(Secrets.Snapshot.Revision > before.Revision);
    }

    [Fact]
    public async Task Snapshot_SeveralObjectsInOneCommit_AreSeenTogether()
    {
        using var stop = new CancellationTokenSource();
        var torn = 0;
        var reading = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                var uids = Secrets.Snapshot.All.Select(found => found.Uid).Distinct().Count();
                torn += uids > 1 ? 1 : 0;
            }
        });

        for (var i = 0; i < 100; i++)
        {
            await _running.CommitAsync(Put("a", $"{i}"), Put("b", $"{i}"), Put("c", $"{i}"));
        }

        await stop.CancelAsync();
        await reading;
        Assert.Equal(0, torn);
        Assert.Equal(["a=99", "b=99", "c=99"], Show(Secrets.Snapshot.All));
    }

    [Fact]
    public async Task Snapshot_ManyWriters_NeverMovesBackAndEndsComplete()
    {
        const int Writers = 6, Each = 30;
        using var stop = new CancellationTokenSource();
        var backwards = 0;
        var reading = Task.Run(() =>
        {
            var (revision, count) = (Revision.Zero, 0);
            while (!stop.IsCancellationRequested)
            {
                var now = Secrets.Snapshot;
                backwards += now.Revision < revision || now.Count < count ? 1 : 0;
                (revision, count) = (now.Revision, now.Count);
            }
        });

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var i = 0; i < Each; i++)
            {
                var revision = await PutAsync($"w{writer}-{i:00}", "u");
                Assert.True(Secrets.Snapshot.Revision >= revision);
                Assert.NotNull(Secrets.Find(new ObjectKey("ns", $"w{writer}-{i:00}")));
            }
        }));

        await stop.CancelAsync();
        await reading;
        Assert.Equal(0, backwards);
        Assert.Equal(Writers * Each, Secrets.Snapshot.Count);
    }

    [Fact]
    public async Task Range_NamespaceAndAfter_InTheOrderOfKeys()
    {
        foreach (var (ns, name) in ((string, string)[])[("a-b", "x"), ("a", "z"), ("a", "b"), ("b", "a"), ("a", "b-c")])
        {
            await _running.PutAsync(KubernetesKinds.Secrets, ns, name, "u");
        }

        var snapshot = Secrets.Snapshot;

        Assert.Equal(["a-b/x", "a/b", "a/b-c", "a/z", "b/a"], snapshot.Range("").Select(found => found.Key.ToString()));
        Assert.Equal(["a/b", "a/b-c", "a/z"], snapshot.Range("a").Select(found => found.Key.ToString()));
        Assert.Equal(["a/z"], snapshot.Range("a", new ObjectKey("a", "b-c"), isAfter: true).Select(found => found.Key.ToString()));
        Assert.Equal(["a/z", "b/a"], snapshot.Range("", new ObjectKey("a", "m"), isAfter: true).Select(found => found.Key.ToString()));
        Assert.Empty(snapshot.Range("nope"));
    }

    [Fact]
    public async Task Watch_FromARevision_HasEveryEventInOrder()
    {
        var before = await PutAsync("a", "1");
        var watch = Secrets.Watch(before)!;

        await PutAsync("a", "2");
        await _running.PutAsync(KubernetesKinds.ServiceAccounts, "ns", "other", "1");
        await PutAsync("b", "1");
        var deleted = await _running.DeleteAsync(KubernetesKinds.Secrets, "ns", "a");

        Assert.Equal(["Modified a=2", "Added b=1", "Deleted a=2"], ReadAll(watch, out var isExpired, out var last));
        Assert.False(isExpired);
        Assert.Equal(deleted, last!.Object.Revision);
        Assert.Contains($"\"resourceVersion\":\"{deleted}\"", Encoding.UTF8.GetString(last.Object.Json.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_ConcurrentWriters_SeesEachRevisionOnceInOrder()
    {
        const int Writers = 4, Each = 50;
        await using var running = RunningCache.Start();
        var secrets = running.Cache[KubernetesKinds.Secrets];
        var start = await running.PutAsync(KubernetesKinds.Secrets, "ns", "start", "u");
        var watch = secrets.Watch(start)!;
        using var stop = new CancellationTokenSource(Patience.Limit);
        var revisions = new List<long>();
        var watching = Task.Run(async () =>
        {
            while (revisions.Count < Writers * Each)
            {
                if (watch.TryRead(out var change, out var isExpired))
                {
                    revisions.Add(change!.Object.Revision.Value);
                }
                else
                {
                    Assert.False(isExpired);
                    await watch.WaitAsync(stop.Token);
                }
            }
        });

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var i = 0; i < Each; i++)
            {
                await running.PutAsync(KubernetesKinds.Secrets, "ns", $"w{writer}", $"{i}");
            }
        }));
        await watching;

        Assert.Equal(Enumerable.Range(1, Writers * Each).Select(i => start.Value + i), revisions);
    }

    [Fact]
    public async Task Watch_LeftTheWindow_IsExpired()
    {
        var before = await PutAsync("a", "0");
        var watch = Secrets.Watch(before)!;

        for (var i = 1; i <= 9; i++)
        {
            await PutAsync("a", $"{i}");
        }

        Assert.False(watch.TryRead(out _, out var isExpired));
        Assert.True(isExpired);
        Assert.Null(Secrets.Watch(before));
        Assert.Equal(8, ReadAll(Secrets.Watch(new Revision(before.Value + 1))!, out _, out _).Count);
    }

    [Fact]
    public async Task Watch_BeforeTheStart_IsRefused()
    {
        await PutAsync("a", "1");
        var again = new ObjectCache(_running.Store, ServedKinds.Registry, new ObjectCacheOptions(), TimeProvider.System);
        await again.LoadAsync(default);
        var secrets = again[KubernetesKinds.Secrets];

        Assert.Null(secrets.Watch(Revision.Zero));
        Assert.NotNull(secrets.Watch(secrets.Snapshot.Revision));
        Assert.Equal(["a=1"], Show(secrets.Snapshot.All));
    }

    [Fact]
    public async Task FindPaged_WithinItsLifetime_IsTheSameSnapshotThenNull()
    {
        await PutAsync("a", "1");
        var page = Secrets.Snapshot;
        Secrets.KeepForPaging(page);
        await PutAsync("b", "1");

        Assert.Same(page, Secrets.FindPaged(page.Revision));
        _running.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(Secrets.FindPaged(page.Revision));
    }

    [Fact]
    public async Task WaitFor_FutureRevision_CompletesWhenItIsReached()
    {
        var now = await PutAsync("a", "1");
        var waiting = _running.Cache.WaitForAsync(new Revision(now.Value + 1), default).AsTask();
        Assert.False(waiting.IsCompleted);

        await PutAsync("a", "2");

        await waiting.WaitAsync(Patience.Limit);
    }

    private static List<string> ReadAll(ResourceWatch watch, out bool isExpired, out ObjectEvent? last)
    {
        var seen = new List<string>();
        last = null;
        while (watch.TryRead(out var change, out isExpired))
        {
            seen.Add($"{change!.Type} {change.Object.Key.Name}={change.Object.Uid}");
            last = change;
        }

        return seen;
    }

    private static IEnumerable<string> Show(IEnumerable<StoredObject> objects) => objects.Select(found => $"{found.Key.Name}={found.Uid}");

    private static StoreOperation.Put Put(string name, string uid) => new(
        KubernetesKinds.Secrets.StorageKey(new ObjectKey("ns", name)),
        Encoding.UTF8.GetBytes($$$"""{"kind":"Secret","apiVersion":"v1","metadata":{"name":"{{{name}}}","namespace":"ns","uid":"{{{uid}}}"}}"""));

    private Task<Revision> PutAsync(string name, string uid) => _running.CommitAsync(Put(name, uid));
}
