using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Storage;
using Signet.Server.Background;
using Signet.Testing;

namespace Signet.Tests.Background;

public sealed class ReconcilerTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private readonly ScriptedLogger _log = new();

    [Fact]
    public async Task Add_SeveralTimesWhileWaiting_IsProcessedOnce()
    {
        var processed = new ConcurrentQueue<string>();
        var reconciler = Create((key, _) => Note(processed, key));
        reconciler.Add("a");
        reconciler.Add("b");
        reconciler.Add("a");

        await RunAsync(reconciler, () => reconciler.Snapshot.IsIdle);

        Assert.Equal(["a", "b"], processed);
        Assert.Equal(2, reconciler.Snapshot.Processed);
    }

    [Fact]
    public async Task Add_WhileBeingProcessed_IsProcessedAgainAfterwardsAndNeverTwiceAtOnce()
    {
        var (active, most, count) = (0, 0, 0);
        var isInside = new SemaphoreSlim(0);
        var mayGoOn = new SemaphoreSlim(0);
        var reconciler = Create(
            async (_, token) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref active));
                count++;
                isInside.Release();
                await mayGoOn.WaitAsync(token);
                Interlocked.Decrement(ref active);
                return ReconcileResult.Done;
            },
            workers: 4);
        reconciler.Add("a");

        await RunAsync(reconciler, async () =>
        {
            await isInside.WaitAsync();
            reconciler.Add("a");
            reconciler.Add("a");
            mayGoOn.Release();
            await isInside.WaitAsync();
            mayGoOn.Release();
            await Patience.UntilAsync(() => Task.FromResult(reconciler.Snapshot.IsIdle), "it is idle");
        });

        Assert.Equal((1, 2), (most, count));
    }

    /// <summary>One worker: if an exception ended it, nothing would be processed any more.</summary>
    [Fact]
    public async Task Process_Throws_OtherItemsContinueAndItIsRetriedUntilItSucceeds()
    {
        var done = new ConcurrentQueue<string>();
        var attempts = 0;
        var reconciler = Create((key, _) => key == "faulty" && attempts++ < 2 ? throw new InvalidOperationException("no") : Note(done, key));
        reconciler.Add("faulty");
        reconciler.Add("good");

        await RunAsync(reconciler, () => reconciler.Snapshot.IsIdle, TimeSpan.FromSeconds(1));

        Assert.Equal(["good", "faulty"], done);
        var snapshot = reconciler.Snapshot;
        Assert.Equal((4, 2, 2), (snapshot.Processed, snapshot.Failed, snapshot.Retried));
        Assert.Equal((0, null, 0), (snapshot.Failing, snapshot.FailingSince, snapshot.WorkerFaults));
        Assert.Contains(_log.Entries, entry => entry is (LogLevel.Error, 8000, "tests: faulty failed 1 times in a row and will be retried: no"));
    }

    [Theory]
    [InlineData(typeof(StoreUnavailableException))]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(ObjectDisposedException))]
    public async Task Process_ThrowsAnything_IsAFailureOfTheItem(Type type)
    {
        var reconciler = Create((_, _) => throw (Exception)Activator.CreateInstance(type, "fault")!);
        reconciler.Add("a");

        await RunAsync(reconciler, () => reconciler.Snapshot.Delayed == 1);

        Assert.Equal((1L, 0L), (reconciler.Snapshot.Failed, reconciler.Snapshot.WorkerFaults));
    }

    [Fact]
    public async Task Failure_Repeated_BacksOffLongerEachTimeAndASuccessResets()
    {
        var times = new ConcurrentQueue<DateTimeOffset>();
        var isFaulty = true;
        var reconciler = Create((_, _) =>
        {
            times.Enqueue(_time.GetUtcNow());
            return new(isFaulty ? ReconcileResult.Retry("not yet") : ReconcileResult.Done);
        });
        reconciler.Add("a");
        var started = _time.GetUtcNow();

        await RunAsync(reconciler, async () =>
        {
            await AttemptsAsync(12);
            Assert.Equal((1, started), (reconciler.Snapshot.Failing, reconciler.Snapshot.FailingSince!.Value));
            isFaulty = false;
            await AttemptsAsync(13);
            await Patience.UntilAsync(() => Task.FromResult(reconciler.Snapshot.IsIdle), "it is done");
            Assert.Equal((0, null), (reconciler.Snapshot.Failing, reconciler.Snapshot.FailingSince));
            isFaulty = true;
            reconciler.Add("a");
            await AttemptsAsync(15);
        });

        var waits = times.Zip(times.Skip(1), (a, b) => (b - a).TotalSeconds).ToList();
        for (var i = 0; i < 12; i++)
        {
            // The clock advances in steps of 50 ms.
            var nominal = Math.Min(0.1 * Math.Pow(2, i), 30);
            Assert.InRange(waits[i], nominal * 0.75, nominal + 0.051);
        }

        Assert.InRange(waits[13], 0.075, 0.151);

        Task AttemptsAsync(int count) => Patience.UntilAsync(
            () =>
            {
                for (var i = 0; i < 20 && times.Count < count && reconciler.Snapshot is { Queued: 0, Active: 0 }; i++)
                {
                    _time.Advance(TimeSpan.FromMilliseconds(50));
                }

                return Task.FromResult(times.Count >= count && reconciler.Snapshot is { Queued: 0, Active: 0 });
            },
            $"it is tried {count} times");
    }

    [Fact]
    public async Task Add_WhileInBackoff_IsBroughtForward()
    {
        var count = 0;
        var reconciler = Create((_, _) => new(Interlocked.Increment(ref count) == 1 ? ReconcileResult.Retry("not yet") : ReconcileResult.Done));
        reconciler.Add("a");

        await RunAsync(reconciler, async () =>
        {
            await Patience.UntilAsync(() => Task.FromResult(reconciler.Snapshot.Delayed == 1), "it waits");
            reconciler.Add("a");
            await Patience.UntilAsync(() => Task.FromResult(reconciler.Snapshot.IsIdle), "it is done without the clock");
            _time.Advance(TimeSpan.FromMinutes(1));
        });

        Assert.Equal(2, count);
    }

    /// <summary>The writes of an item's failing work cause events of the item itself.</summary>
    [Fact]
    public async Task Add_ByTheItemsOwnFailingWork_DoesNotBecomeABusyLoop()
    {
        var count = 0;
        Reconciler<string>? reconciler = null;
        reconciler = Create((key, _) =>
        {
            count++;
            reconciler!.Add(key);
            return new(ReconcileResult.Retry("again"));
        });
        reconciler.Add("a");

        await RunAsync(reconciler, () => reconciler.Snapshot.Delayed == 1);

        Assert.Equal(1, count);
    }

    [Fact]
    public async Task RetryAfter_TimePasses_IsProcessedAgainAndIsNoFailure()
    {
        var count = 0;
        var reconciler = Create((_, _) => new(++count == 1 ? ReconcileResult.RetryAfter(TimeSpan.FromMinutes(5)) : ReconcileResult.Done));
        reconciler.Add("a");

        await RunAsync(reconciler, async () =>
        {
            await Patience.UntilAsync(() => Task.FromResult(reconciler.Snapshot.Delayed == 1), "it waits");
            Assert.Equal((0, 0L), (reconciler.Snapshot.Failing, reconciler.Snapshot.Failed));
            _time.Advance(TimeSpan.FromMinutes(5) - Moment);
            Assert.Equal(1, reconciler.Snapshot.Delayed);
            _time.Advance(Moment);
            await Patience.UntilAsync(() => Task.FromResult(reconciler.Snapshot.IsIdle), "it is done");
        });

        Assert.Equal(2, count);
    }

    /// <summary>A key whose ToString throws fails the worker outside of the code that catches an item's exceptions.</summary>
    [Fact]
    public async Task Worker_EndsUnexpectedly_IsReportedAndRestarted()
    {
        var done = new ConcurrentQueue<UnprintableKey>();
        var attempts = 0;
        var reconciler = new Reconciler<UnprintableKey>(
            "tests",
            (key, _) =>
            {
                if (key.Number == 0 && attempts++ == 0)
                {
                    throw new InvalidOperationException("no");
                }

                done.Enqueue(key);
                return new(ReconcileResult.Done);
            },
            new ReconcilerOptions(1),
            _time,
            _log);
        using var stop = new CancellationTokenSource();
        var running = reconciler.RunAsync(stop.Token);
        reconciler.Add(new UnprintableKey(0));
        await Patience.UntilAsync(() => Task.FromResult(reconciler.Snapshot.EndedWorkers == 1), "the worker has ended");
        Assert.Contains(_log.Entries, entry => entry is (LogLevel.Error, 8001, "tests: a worker ended because of an unexpected exception and will be restarted"));
        reconciler.Add(new UnprintableKey(1));
        Assert.Empty(done);

        // The delay starts after the fault was logged.
        await Patience.UntilAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                return Task.FromResult(done.Count == 2 && reconciler.Snapshot.EndedWorkers == 0);
            },
            "the worker works again");
        Assert.Equal(1, reconciler.Snapshot.WorkerFaults);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Log_Broken_DoesNotEndTheWorker()
    {
        _log.IsBroken = true;
        var attempts = 0;
        var reconciler = Create((_, _) => attempts++ == 0 ? throw new InvalidOperationException("no") : new(ReconcileResult.Done));
        reconciler.Add("a");

        await RunAsync(reconciler, () => reconciler.Snapshot.IsIdle, TimeSpan.FromSeconds(1));

        Assert.Equal((2, 0L), (attempts, reconciler.Snapshot.WorkerFaults));
    }

    /// <summary>A store outage must not fill the log, for any number of items and any duration.</summary>
    [Fact]
    public async Task Failures_OfManyItemsForALongTime_DoNotFloodTheLog()
    {
        var isFaulty = true;
        var reconciler = new Reconciler<int>(
            "tests", (_, _) => isFaulty ? throw new StoreUnavailableException("away") : new(ReconcileResult.Done), new ReconcilerOptions(4), _time, _log);
        using var stop = new CancellationTokenSource();
        var running = reconciler.RunAsync(stop.Token);
        for (var i = 0; i < 1000; i++)
        {
            reconciler.Add(i);
        }

        var minutes = 0;
        while (minutes < 10)
        {
            await Patience.UntilAsync(() => Task.FromResult(reconciler.Snapshot is { Queued: 0, Active: 0 }), "all wait");
            _time.Advance(TimeSpan.FromSeconds(30));
            minutes = (int)(_time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(1_800_000_000)).TotalMinutes;
        }

        Assert.InRange(_log.Entries.Count(entry => entry.Level >= LogLevel.Warning), 1, FaultLog.MaxPerMinute * (minutes + 1));
        Assert.InRange(reconciler.Snapshot.Failed, 5000, 100_000);
        isFaulty = false;
        await Patience.UntilAsync(() =>
        {
            // A delay may begin after the clock was advanced.
            _time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(reconciler.Snapshot.IsIdle);
        }, "all are done");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Run_AfterAStop_StartsWithoutTheWaitingItems()
    {
        var processed = new ConcurrentQueue<string>();
        var isFaulty = true;
        var reconciler = Create((key, _) => isFaulty ? new(ReconcileResult.Retry("not yet")) : Note(processed, key));
        reconciler.Add("old");
        await RunAsync(reconciler, () => reconciler.Snapshot.Delayed == 1);
        Assert.Equal((0, 0), (reconciler.Snapshot.Delayed, reconciler.Snapshot.Failing));
        isFaulty = false;

        reconciler.Add("new");
        await RunAsync(reconciler, () => reconciler.Snapshot.IsIdle, TimeSpan.FromMinutes(1));

        Assert.Equal(["new"], processed);
        Assert.Equal(1, reconciler.Snapshot.Failed);
    }

    private Reconciler<string> Create(Func<string, CancellationToken, ValueTask<ReconcileResult>> reconcile, int workers = 1) =>
        new("tests", reconcile, new ReconcilerOptions(workers), _time, _log);

    private static ValueTask<ReconcileResult> Note(ConcurrentQueue<string> processed, string key)
    {
        processed.Enqueue(key);
        return new(ReconcileResult.Done);
    }

    private Task RunAsync(Reconciler<string> reconciler, Func<bool> isSo, TimeSpan step = default) => RunAsync(reconciler, () => Patience.UntilAsync(
        () =>
        {
            _time.Advance(step);
            return Task.FromResult(isSo());
        },
        "the reconciler has come so far"));

    private static async Task RunAsync(Reconciler<string> reconciler, Func<Task> during)
    {
        using var stop = new CancellationTokenSource();
        var running = reconciler.RunAsync(stop.Token);
        await during();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private sealed record UnprintableKey(int Number)
    {
        public override string ToString() => throw new InvalidOperationException("no text");
    }
}
