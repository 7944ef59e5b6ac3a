using Microsoft.Extensions.Time.Testing;
using Signet.Server.Concurrency;

namespace Signet.Tests.Concurrency;

public sealed class PriorityLevelTests : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(15);
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _cancel = new();
    private readonly List<Task<SeatOutcome>> _waits = [];
    private PriorityLevel? _level;

    [Fact]
    public async Task Take_FreeSeats_CompletesAtOnce()
    {
        var level = Create(seats: 3);
        Assert.Equal(SeatOutcome.Taken, await Completed(Take(level, flow: 1, seats: 2)));
        Assert.Equal(SeatOutcome.Taken, await Completed(Take(level, flow: 1)));
        Assert.Equal(3, level.UsedSeats);

        var waiting = Take(level, flow: 1);
        Assert.False(waiting.IsCompleted);
        level.Release(2);

        Assert.Equal(SeatOutcome.Taken, await waiting);
        Assert.Equal((2, 0), (level.UsedSeats, level.Waiting));
    }

    [Fact]
    public void Take_FreeSeats_AllocatesNothing()
    {
        var level = Create(seats: 2);
        long allocated = 0;
        var thread = new Thread(() =>
        {
            void Once()
            {
                AllocationMeter.End(level.TakeAsync(1, 1, MaxWait, _cancel.Token));
                level.Release(1);
            }

            Once();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                Once();
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        });
        thread.Start();
        thread.Join();

        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task Release_OneFlowFloods_OtherFlowsGetTheirShare()
    {
        var level = Create(seats: 1);
        await Take(level, flow: 1);
        var flood = Enumerable.Range(0, 50).Select(_ => Take(level, flow: 1)).ToList();
        var second = Take(level, flow: 2);
        var third = Take(level, flow: 3);

        // The flood is due once at most before each of the others.
        level.Release(1);
        level.Release(1);
        level.Release(1);

        Assert.Equal(SeatOutcome.Taken, await Completed(second));
        Assert.Equal(SeatOutcome.Taken, await Completed(third));
        Assert.Equal(1, await CountEndedAsync(flood));
    }

    [Fact]
    public async Task Release_ManyFlowsFlood_AQuietOneIsNext()
    {
        var level = Create(seats: 1);
        await Take(level, flow: 100);
        var floods = Enumerable.Range(0, 200).Select(i => Take(level, flow: 1 + ((ulong)i % 10))).ToList();
        for (var i = 0; i < 50; i++)
        {
            level.Release(1);
        }

        for (var i = 0; i < 5; i++)
        {
            var quiet = Take(level, flow: 50);
            level.Release(1);
            Assert.Equal(SeatOutcome.Taken, await Completed(quiet));

            // One round of the others.
            for (var round = 0; round < 10; round++)
            {
                level.Release(1);
            }
        }

        Assert.Equal(100, await CountEndedAsync(floods));
    }

    [Fact]
    public async Task Release_FlowsOfDifferentWidths_SharesAreInSeats()
    {
        var level = Create(seats: 4);
        await Take(level, flow: 9, seats: 4);
        var wide = Enumerable.Range(0, 40).Select(_ => Take(level, flow: 1, seats: 4)).ToList();
        var narrow = Enumerable.Range(0, 40).Select(_ => Take(level, flow: 2)).ToList();
        level.Release(4);
        var (finishedWide, finishedNarrow) = (0, 0);
        while (await CountEndedAsync(narrow) < 20)
        {
            // Ends what runs, in turns.
            var (runningWide, runningNarrow) = (await CountEndedAsync(wide) - finishedWide, await CountEndedAsync(narrow) - finishedNarrow);
            Assert.Equal(level.UsedSeats, (4 * runningWide) + runningNarrow);
            (finishedWide, finishedNarrow) = (finishedWide + runningWide, finishedNarrow + runningNarrow);
            for (var i = 0; i < runningWide; i++)
            {
                level.Release(4);
            }

            for (var i = 0; i < runningNarrow; i++)
            {
                level.Release(1);
            }
        }

        // 20 seats of the one flow, 20 of the other.
        Assert.InRange(await CountEndedAsync(wide), 4, 6);
    }

    [Fact]
    public async Task Release_RequestNeedsMoreThanAreFree_OthersDoNotOvertakeIt()
    {
        var level = Create(seats: 2);
        await Take(level, flow: 1);
        await Take(level, flow: 1);
        var wide = Take(level, flow: 2, seats: 2);
        var narrow = Take(level, flow: 3);

        level.Release(1);
        Assert.False(wide.IsCompleted);
        Assert.False(narrow.IsCompleted);
        level.Release(1);

        Assert.Equal(SeatOutcome.Taken, await Completed(wide));
        Assert.False(narrow.IsCompleted);
    }

    [Fact]
    public async Task Take_ManyFlowsThatComeBackAtOnce_DoNotStarveAQueue()
    {
        var level = Create(seats: 1);
        await Take(level, flow: 100);
        var backlog = Enumerable.Range(0, 10).Select(_ => Take(level, flow: 1)).ToList();
        var others = Enumerable.Range(2, 8).ToDictionary(flow => (ulong)flow, flow => Take(level, (ulong)flow));
        for (var i = 0; i < 100; i++)
        {
            level.Release(1);
            await CountEndedAsync(backlog);
            foreach (var (flow, wait) in others.Where(other => other.Value.IsCompleted).ToList())
            {
                Assert.Equal(SeatOutcome.Taken, await wait);
                others[flow] = Take(level, flow);
            }
        }

        Assert.Equal(10, await CountEndedAsync(backlog));
    }

    [Fact]
    public async Task Take_QueueOfTheFlowIsFull_RefusesThatFlowOnly()
    {
        var level = Create(seats: 1, queueLength: 3);
        await Take(level, flow: 1);
        var waiting = Enumerable.Range(0, 3).Select(_ => Take(level, flow: 1)).ToList();

        Assert.Equal(SeatOutcome.QueueFull, await Completed(Take(level, flow: 1)));
        Assert.False(Take(level, flow: 2).IsCompleted);
        Assert.All(waiting, wait => Assert.False(wait.IsCompleted));
        Assert.Equal(1, level.Refused(SeatOutcome.QueueFull));
    }

    [Fact]
    public async Task Take_AllQueuesAreFull_TheLongestGivesWay()
    {
        var level = Create(seats: 1, queueLength: 10, maxWaiting: 10);
        await Take(level, flow: 1);
        var flood = Enumerable.Range(0, 10).Select(_ => Take(level, flow: 1)).ToList();
        var quiet = Take(level, flow: 2);

        Assert.False(quiet.IsCompleted);
        Assert.Equal(SeatOutcome.QueueFull, await Completed(flood[^1]));
        Assert.Equal(10, level.Waiting);

        // Queues of equal lengths do not give way to each other.
        for (var i = 0; i < 4; i++)
        {
            Assert.False(Take(level, flow: 2).IsCompleted);
        }

        Assert.Equal(SeatOutcome.QueueFull, await Completed(Take(level, flow: 2)));
        Assert.Equal(5, await CountEndedAsync(flood));
    }

    [Fact]
    public async Task Take_NoQueues_RefusesWhenAllSeatsAreTaken()
    {
        var level = Create(seats: 1, queueLength: 0);
        await Take(level, flow: 1);

        Assert.Equal(SeatOutcome.NoSeat, await Completed(Take(level, flow: 2)));
        level.Release(1);
        Assert.Equal(SeatOutcome.Taken, await Completed(Take(level, flow: 2)));
    }

    [Fact]
    public async Task Cancel_WhileItWaits_LeavesTheQueueAtOnce()
    {
        var level = Create(seats: 1);
        await Take(level, flow: 1);
        var gone = Take(level, flow: 1, cancellationToken: _cancel.Token);
        var next = Take(level, flow: 1);

        await _cancel.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => gone);
        Assert.Equal((1, 1), (level.UsedSeats, level.Waiting));
        level.Release(1);
        Assert.Equal(SeatOutcome.Taken, await Completed(next));
        await Assert.ThrowsAsync<OperationCanceledException>(() => Take(level, flow: 1, cancellationToken: _cancel.Token));
        Assert.Equal((1, 0), (level.UsedSeats, level.Waiting));
    }

    [Fact]
    public async Task Cancel_WideRequestBeforeOthers_TheOthersStart()
    {
        var level = Create(seats: 2);
        await Take(level, flow: 1);
        var wide = Take(level, flow: 2, seats: 2, cancellationToken: _cancel.Token);
        var narrow = Take(level, flow: 3);
        Assert.False(narrow.IsCompleted);

        await _cancel.CancelAsync();

        Assert.Equal(SeatOutcome.Taken, await Completed(narrow));
        await Assert.ThrowsAsync<OperationCanceledException>(() => wide);
    }

    [Fact]
    public async Task Cancel_AfterTheSeatWasGiven_TheSeatIsHeld()
    {
        var level = Create(seats: 1);
        await Take(level, flow: 1);
        var waiting = Take(level, flow: 1, cancellationToken: _cancel.Token);
        level.Release(1);

        await _cancel.CancelAsync();

        Assert.Equal(SeatOutcome.Taken, await waiting);
        Assert.Equal(1, level.UsedSeats);
        level.Release(1);
        Assert.Equal(0, level.UsedSeats);
    }

    [Fact]
    public async Task Take_WaitIsTooLong_TimesOut()
    {
        var level = Create(seats: 1);
        await Take(level, flow: 1);
        var shorter = level.TakeAsync(1, 1, TimeSpan.FromSeconds(2), CancellationToken.None).AsTask();
        var longer = level.TakeAsync(2, 1, TimeSpan.FromSeconds(5), CancellationToken.None).AsTask();

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(SeatOutcome.TimedOut, await Completed(shorter));
        Assert.False(longer.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(SeatOutcome.TimedOut, await Completed(longer));
        Assert.Equal((1, 0), (level.UsedSeats, level.Waiting));
        Assert.Equal(2, level.Refused(SeatOutcome.TimedOut));
    }

    [Fact]
    public void SeatsOf_WiderThanTheLevel_IsTheLevel()
    {
        var level = Create(seats: 4);
        Assert.Equal((1, 3, 4), (level.SeatsOf(0), level.SeatsOf(3), level.SeatsOf(9)));
    }

    public void Dispose()
    {
        _level?.Dispose();
        _cancel.Dispose();
    }

    private PriorityLevel Create(int seats, int queueLength = 100, int maxWaiting = 1000) =>
        _level = new PriorityLevel(new PriorityLevelOptions("test", seats, queueLength, maxWaiting), _time);

    private Task<SeatOutcome> Take(PriorityLevel level, ulong flow, int seats = 1, CancellationToken cancellationToken = default)
    {
        var wait = level.TakeAsync(ShuffleSharding.Spread(flow), seats, MaxWait, cancellationToken).AsTask();
        _waits.Add(wait);
        return wait;
    }

    /// <summary>The outcome of a wait that has ended; its continuation may still have to run.</summary>
    private static Task<SeatOutcome> Completed(Task<SeatOutcome> wait) => wait.WaitAsync(Signet.Testing.Patience.Limit);

    /// <summary>How many of some waits have ended, when the continuations of all have run.</summary>
    private async Task<int> CountEndedAsync(IReadOnlyCollection<Task<SeatOutcome>> waits)
    {
        while (_waits.Count(wait => !wait.IsCompleted) > _level!.Waiting)
        {
            await Task.Yield();
        }

        return waits.Count(wait => wait.IsCompleted);
    }
}
