using Microsoft.Extensions.Logging.Abstractions;
using Signet.Core.Access;
using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Kinds;
using Signet.Core.Storage;
using Signet.Server.Authorization;
using Signet.Server.Background;
using Signet.Server.Controllers.Stores;
using Signet.Testing;
using Signet.Tests.Authentication;
using Signet.Tests.Background;
using Signet.Tests.Controllers.Keys;
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

    /// <summary>For a second after a token request the store is asked twice in each issuing window, and reads overlap when they are slow.</summary>
    [Fact]
    public async Task Confirmer_WhileTokensAreIssued_ConfirmsForIssuing()
    {
        await using var replica = await LaggingReplica.StartAsync();
        var confirmer = new CacheConfirmer(replica.View, new FreshnessOptions(), replica.Time, NullLogger<CacheConfirmer>.Instance);
        await replica.View.EnsureIssuableAsync(default);
        await using var running = RunningService.Start(confirmer, replica.Time);
        var half = IssuingWindow.Length / 2;

        // The reads are answered later: three begin, and no more.
        replica.Store.BlockRevision();
        var before = replica.Store.RevisionReads;
        await Patience.UntilAsync(() => Task.FromResult(StepUntil(() => replica.Store.RevisionReads >= before + 3)), "three reads overlap");
        await Task.Delay(50);
        replica.Time.Advance(half);
        Assert.Equal(before + 3, replica.Store.RevisionReads);
        replica.Store.ReleaseRevision();

        await replica.View.EnsureIssuableAsync(default);
        for (var i = 0; i < 10; i++)
        {
            var reads = replica.Store.RevisionReads;
            await Patience.UntilAsync(() => Task.FromResult(StepUntil(() => replica.Store.RevisionReads > reads)), "the store is asked");
            await Patience.UntilAsync(
                () => Task.FromResult(replica.View.EnsureIssuableAsync(default).AsTask().IsCompletedSuccessfully), "tokens are issued without a wait");
        }

        // Nobody has asked for a token for a second.
        replica.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(replica.View.IsIssuing);

        bool StepUntil(Func<bool> isSo)
        {
            if (isSo())
            {
                return true;
            }

            replica.Time.Advance(half);
            return isSo();
        }
    }

    [Fact]
    public async Task Confirmer_StoreUnavailable_HasAFaultUntilItIsAvailable()
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
    public async Task Follower_WatchFails_IsStartedAgainByTheSupervisorAndFollows()
    {
        await using var running = RunningCache.Start();
        await running.PutAsync(KubernetesKinds.Secrets, "ns", "a", "1");
        var store = new FailingWatch(running.Store);
        var cache = new ObjectCache(store, ServedKinds.Registry, new ObjectCacheOptions(), TimeProvider.System);
        await cache.LoadAsync(default);
        var log = new ScriptedLogger();
        var time = new SteppedTime(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        await using var service = RunningService.Start(new CacheFollower(cache), time, log);

        // Lost I/O, an unexpected exception, a cancellation that is not the server's, and an end without a reason.
        store.Failures.Enqueue(new StoreUnavailableException("lost"));
        await UntilSeenAsync(running, cache, time, "b");
        store.Failures.Enqueue(new InvalidOperationException("unexpected"));
        await UntilSeenAsync(running, cache, time, "c");
        store.Failures.Enqueue(new TaskCanceledException("timed out"));
        await UntilSeenAsync(running, cache, time, "d");
        store.Failures.Enqueue(null);
        await UntilSeenAsync(running, cache, time, "e");
        await UntilSeenAsync(running, cache, time, "f");

        Assert.Equal(
            [
                (8002, "cache-follower: failed 1 times in a row and will be restarted: lost"),
                (8002, "cache-follower: failed 2 times in a row and will be restarted: unexpected"),
                (8002, "cache-follower: failed 3 times in a row and will be restarted: timed out"),
                (8002, "cache-follower: failed 4 times in a row and will be restarted: the watch of the store has ended"),
            ],
            log.Entries.Select(entry => (entry.Id, entry.Message)));
        var snapshot = service.Supervisor.Snapshot;
        Assert.Equal((SupervisorState.Running, 5L, 4L), (snapshot.State, snapshot.Starts, snapshot.Faults));
    }

    /// <summary>The health check <c>cache</c> fails from the failure until the follower runs again; meanwhile the supervisor waits.</summary>
    [Theory]
    [InlineData(StoreFault.Failed, "the test lets Batch fail")]
    [InlineData(StoreFault.Unexpected, "an unexpected exception")]
    public async Task Follower_WatchFails_HasAFaultUntilItFollowsAgain(StoreFault kind, string fault)
    {
        var time = new SteppedTime(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        await using var running = RunningCache.Start();
        var isFaulty = true;
        var store = new FaultyStore(running.Store, call => call == StoreCall.Batch && Volatile.Read(ref isFaulty) ? kind : StoreFault.None);
        var cache = new ObjectCache(store, ServedKinds.Registry, new ObjectCacheOptions(), TimeProvider.System);
        await cache.LoadAsync(default);
        var follower = new CacheFollower(cache);
        await using var service = RunningService.Start(follower, time);
        await running.PutAsync(KubernetesKinds.Secrets, "ns", "a", "1");
        await Patience.UntilAsync(() => Task.FromResult(service.Supervisor.Snapshot.State == SupervisorState.BackingOff), "the watch has failed");

        Assert.Contains(fault, follower.Fault, StringComparison.Ordinal);
        Volatile.Write(ref isFaulty, false);
        await Patience.UntilAsync(
            () =>
            {
                time.TryStep();
                return Task.FromResult(cache[KubernetesKinds.Secrets].Find(new ObjectKey("ns", "a")) is not null);
            },
            "the object is seen");

        Assert.Null(follower.Fault);
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
            [(5220, "The stored value of /registry/secrets/ns/a at revision 7 cannot be read; the object has no effect until it is deleted or written again: a stored object is not JSON"),
            (5221, "The unreadable value of /registry/secrets/ns/a has been deleted or replaced")],
            log.Entries);
    }

    /// <summary>Time passes only while the supervisor waits, so that the failures stay in a row.</summary>
    private static async Task UntilSeenAsync(RunningCache running, ObjectCache cache, SteppedTime time, string name)
    {
        await running.PutAsync(KubernetesKinds.Secrets, "ns", name, "1");
        await Patience.UntilAsync(
            () =>
            {
                time.TryStep();
                return Task.FromResult(cache[KubernetesKinds.Secrets].Find(new ObjectKey("ns", name)) is not null);
            },
            $"{name} is seen");
    }
}
