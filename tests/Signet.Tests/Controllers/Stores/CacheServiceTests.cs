using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Core.Access;
using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Storage;
using Signet.Server.Authorization;
using Signet.Server.Controllers.Stores;
using Signet.Testing;
using Signet.Tests.Authentication;
using Signet.Tests.Background;
using Signet.Tests.Resources;

namespace Signet.Tests.Controllers.Stores;

/// <summary>The services that keep the object cache current, under faults.</summary>
public sealed class CacheServiceTests
{
    [Fact]
    public async Task Confirmer_WhileItRuns_KeepsTheViewCurrent()
    {
        await using var replica = await LaggingReplica.StartAsync();
        var confirmer = new CacheConfirmer(replica.View, new FreshnessOptions(), replica.Time, NullLogger<CacheConfirmer>.Instance);
        await using var running = RunningService.Start(confirmer, replica.Time);
        await Patience.UntilAsync(() => Task.FromResult(replica.View.IsCurrentEnough), "the view is current");

        for (var i = 0; i < 6; i++)
        {
            var reads = replica.Store.RevisionReads;
            replica.Time.Advance(TimeSpan.FromMilliseconds(334));
            await Patience.UntilAsync(() => Task.FromResult(replica.Store.RevisionReads > reads), "the store is asked");
            Assert.True(replica.View.IsCurrentEnough);
        }

    }

    [Fact]
    public async Task Confirmer_StoreAway_TellsUntilItIsBack()
    {
        await using var replica = await LaggingReplica.StartAsync();
        var log = new CollectedLog();
        var confirmer = new CacheConfirmer(replica.View, new FreshnessOptions(), replica.Time, new LoggerOf<CacheConfirmer>(log));
        replica.Store.IsUnavailable = true;
        await using var running = RunningService.Start(confirmer, replica.Time);
        await Patience.UntilAsync(() => Task.FromResult(confirmer.Fault is not null), "the fault is told");

        replica.Store.IsUnavailable = false;
        await Patience.UntilAsync(
            () =>
            {
                replica.Time.Advance(TimeSpan.FromMilliseconds(334));
                return Task.FromResult(confirmer.Fault is null);
            },
            "the fault is over");

        Assert.Equal([5223, 5224], log.Entries.Select(entry => entry.Id));
    }

    [Fact]
    public async Task Gate_StaleView_ConfirmsOrFails()
    {
        await using var replica = await LaggingReplica.StartAsync();
        var gate = new FreshnessGate(replica.View);
        var attributes = new RequestAttributes
        {
            User = KnownUsers.Anonymous,
            Verb = "get",
            IsResourceRequest = false,
            Path = "/",
            ApiGroup = "",
            ApiVersion = "",
            Resource = "",
            Subresource = "",
            Namespace = "",
            Name = "",
        };

        Assert.Equal(AuthorizationVerdict.NoOpinion, (await gate.AuthorizeAsync(attributes, default)).Verdict);
        replica.Store.IsUnavailable = true;
        AllocationMeter.End(gate.AuthorizeAsync(attributes, default));

        replica.Time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => gate.AuthorizeAsync(attributes, default).AsTask());
    }

    [Fact]
    public async Task Follower_WatchFails_FollowsAgain()
    {
        await using var running = RunningCache.Start();
        await running.PutAsync(KubernetesKinds.Secrets, "ns", "a", "1");
        var store = new FailingWatch(running.Store);
        var cache = new ObjectCache(store, KubernetesKinds.Registry, new ObjectCacheOptions(), TimeProvider.System);
        await cache.LoadAsync(default);
        var log = new CollectedLog();
        var follower = new CacheFollower(cache, TimeProvider.System, new LoggerOf<CacheFollower>(log));
        await using var service = RunningService.Start(follower, TimeProvider.System);

        // Lost I/O, an unexpected exception, and an end without a reason.
        store.Failures.Enqueue(new StoreUnavailableException("lost"));
        await UntilSeenAsync(running, cache, "b");
        store.Failures.Enqueue(new InvalidOperationException("unexpected"));
        await UntilSeenAsync(running, cache, "c");
        store.Failures.Enqueue(null);
        await UntilSeenAsync(running, cache, "d");
        await UntilSeenAsync(running, cache, "e");

        Assert.Equal([5000, 5222, 5000], log.Entries.Select(entry => entry.Id));
        Assert.Equal(0, service.Supervisor.Snapshot.Faults);
    }

    [Fact]
    public void Report_UnreadableObject_LogsItsKey()
    {
        var log = new CollectedLog();
        var report = new QuarantineReport(new LoggerOf<QuarantineReport>(log));
        var found = new UnreadableObject(KubernetesKinds.Secrets, new ObjectKey("ns", "a"), new(7), "a stored object is not JSON");

        report.Entered(found);
        report.Left(found);

        Assert.Equal(
            [(5220, "The stored value of /registry/secrets/ns/a at revision 7 cannot be read and is left out: a stored object is not JSON"),
            (5221, "The unreadable value of /registry/secrets/ns/a is gone")],
            log.Entries);
    }

    private static async Task UntilSeenAsync(RunningCache running, ObjectCache cache, string name)
    {
        await running.PutAsync(KubernetesKinds.Secrets, "ns", name, "1");
        await Patience.UntilAsync(() => Task.FromResult(cache[KubernetesKinds.Secrets].Find(new ObjectKey("ns", name)) is not null), $"{name} is seen");
    }

    private sealed class LoggerOf<T>(ILogger inner) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            inner.Log(logLevel, eventId, state, exception, formatter);
    }
}
