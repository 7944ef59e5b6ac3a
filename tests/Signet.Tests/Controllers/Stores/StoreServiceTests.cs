using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Admission.Events;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Storage;
using Signet.Server.Background;
using Signet.Server.Controllers;
using Signet.Server.Controllers.Stores;
using Signet.Storage.Sqlite;
using Signet.Testing;
using Signet.Tests.Background;

namespace Signet.Tests.Controllers.Stores;

/// <summary>The services of the store continue after every fault of the store.</summary>
public sealed class StoreServiceTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private readonly FaultyStore _store;
    private Func<StoreCall, StoreFault> _plan = _ => StoreFault.None;

    public StoreServiceTests() =>
        _store = new FaultyStore(SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = _folder.File("store.db") }), call => _plan(call));

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(StoreCall.GetRevision, StoreFault.Failed)]
    [InlineData(StoreCall.GetRevision, StoreFault.Unexpected)]
    [InlineData(StoreCall.Compact, StoreFault.Failed)]
    [InlineData(StoreCall.Compact, StoreFault.AnswerLost)]
    [InlineData(StoreCall.Compact, StoreFault.Unexpected)]
    public async Task Compact_StoreFails_ContinuesWhenItIsAvailable(StoreCall call, StoreFault fault)
    {
        var (oldest, faults) = (await PutAsync("a"), 0);
        await PutAsync("a");
        _plan = made => made == call && Interlocked.Increment(ref faults) <= 3 ? fault : StoreFault.None;
        await using var service = RunningService.Start(new StoreCompactor(_store, _time), _time);

        await Patience.UntilAsync(
            async () =>
            {
                _time.Advance(TimeSpan.FromMinutes(1));
                return service.Supervisor.Snapshot.Faults == 3 && await IsCompactedAsync(oldest);
            },
            "what is old is forgotten");

        Assert.Equal(SupervisorState.Running, service.Supervisor.Snapshot.State);
    }

    [Theory]
    [InlineData(StoreFault.Failed)]
    [InlineData(StoreFault.Unexpected)]
    public async Task Health_StoreFails_HasAFaultUntilTheStoreRecovers(StoreFault fault)
    {
        var health = new StoreHealth(_store, _time, NullLogger<StoreHealth>.Instance);
        await using var service = RunningService.Start(health, _time);
        Assert.Null((await health.CheckAsync(default)).StoreFault);
        _plan = call => call == StoreCall.Check ? fault : StoreFault.None;
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains("the test lets Check fail", (await health.CheckAsync(default)).StoreFault, StringComparison.Ordinal);
        _plan = _ => StoreFault.None;
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null((await health.CheckAsync(default)).StoreFault);
        Assert.Equal((SupervisorState.Running, 0L), (service.Supervisor.Snapshot.State, service.Supervisor.Snapshot.Faults));
    }

    /// <summary>A check has a result when the store does not answer, as an etcd that is away.</summary>
    [Theory]
    [InlineData(StoreCall.Get)]
    [InlineData(StoreCall.Check)]
    public async Task Health_StoreDoesNotAnswer_HasAFaultAfterTheLimit(StoreCall silent)
    {
        var store = new FaultyStore(_store.Inner, call => call == silent ? StoreFault.Delayed : StoreFault.None, () => Timeout.InfiniteTimeSpan);
        var checking = new StoreHealth(store, _time, NullLogger<StoreHealth>.Instance).CheckAsync(default).AsTask();

        await Patience.UntilAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(checking.IsCompleted);
            },
            "the check has a result");

        Assert.Equal("the store has not answered within 5 s", (await checking).StoreFault);
    }

    /// <summary>Health checks do not wait for a store that hangs: the last result holds until the check has ended, which is after five seconds.</summary>
    [Theory]
    [InlineData(StoreCall.Get)]
    [InlineData(StoreCall.Check)]
    public async Task Health_StoreHangs_AnswersAtOnceAndHasAFaultAfterTheLimit(StoreCall silent)
    {
        var (hangs, calls) = (false, 0);
        var store = new FaultyStore(
            _store.Inner,
            call => hangs && call == silent && Interlocked.Increment(ref calls) > 0 ? StoreFault.Delayed : StoreFault.None,
            () => Timeout.InfiniteTimeSpan);
        var health = new StoreHealth(store, _time, NullLogger<StoreHealth>.Instance);
        Assert.Null((await health.CheckAsync(default)).StoreFault);
        hangs = true;
        _time.Advance(TimeSpan.FromSeconds(1));

        var first = health.CheckAsync(default).AsTask();
        await Patience.UntilAsync(() => Task.FromResult(Volatile.Read(ref calls) == 1), "the store is asked");
        _time.Advance(TimeSpan.FromMilliseconds(25));
        Assert.Null((await first.WaitAsync(Patience.Limit)).StoreFault);
        var again = health.CheckAsync(default).AsTask();
        Assert.True(again.IsCompletedSuccessfully);
        Assert.Null((await again).StoreFault);

        Assert.Equal(1, Volatile.Read(ref calls));

        await Patience.UntilAsync(
            async () =>
            {
                var check = health.CheckAsync(default).AsTask();
                _time.Advance(TimeSpan.FromSeconds(1));
                return await check.WaitAsync(Patience.Limit) is { StoreFault: "the store has not answered within 5 s" };
            },
            "the check has failed");
    }

    [Theory]
    [InlineData(StoreFault.Failed)]
    [InlineData(StoreFault.AnswerLost)]
    [InlineData(StoreFault.Unexpected)]
    public async Task EventExpiry_CommitsFail_EventsAreEvictedAfterwards(StoreFault fault)
    {
        await using var running = RunningCache.Start();
        var faults = 0;
        var store = new FaultyStore(running.Store, call => call == StoreCall.Commit && Interlocked.Increment(ref faults) <= 3 ? fault : StoreFault.None);
        var retention = new EventRetention { MaxCount = 10 };
        var usage = new EventUsage(retention, running.Time);
        running.Cache.Observe(usage);
        await using var service = RunningService.Start(new EventExpiry(store, running.View, usage, retention, running.Time), running.Time);
        for (var i = 0; i < 30; i++)
        {
            await running.PutAsync(KubernetesKinds.Events, "ns", $"e{i}", $"u{i}");
        }

        await Patience.UntilAsync(
            () =>
            {
                running.Time.Advance(TimeSpan.FromMilliseconds(100));
                return Task.FromResult(usage.Count <= 10 && service.Supervisor.Snapshot.State == SupervisorState.Running);
            },
            "the events are evicted");

        Assert.InRange(service.Supervisor.Snapshot.Faults, 1, 3);
    }

    private async Task<Revision> PutAsync(string name)
    {
        var made = await _store.CommitAsync(new Commit([], [new StoreOperation.Put($"/registry/secrets/ns/{name}", new byte[1])]), default);
        return ((CommitResult.Success)made).Revision;
    }

    private async Task<bool> IsCompactedAsync(Revision revision)
    {
        try
        {
            await _store.Inner.RangeAsync(new RangeQuery { Prefix = "/registry/", At = revision }, default);
            return false;
        }
        catch (RevisionCompactedException)
        {
            return true;
        }
    }
}
