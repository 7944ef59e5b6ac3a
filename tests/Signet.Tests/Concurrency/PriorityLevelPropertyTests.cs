using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Concurrency;

namespace Signet.Tests.Concurrency;

/// <summary>Seats are neither lost nor given twice, whatever happens in whatever order.</summary>
public sealed class PriorityLevelPropertyTests
{
    private enum Step
    {
        Take,
        Release,
        Cancel,
        Advance,
    }

    private static readonly Gen<(int Seats, int QueueLength, int MaxWaiting, (Step Step, int Which, int Width)[] Steps)> Histories =
        from seats in Gen.Int[1, 5]
        from queueLength in Gen.Int[0, 4]
        from maxWaiting in Gen.Int[1, 8]
        from steps in Gen.Select(
            Gen.Frequency((5, Gen.Const(Step.Take)), (3, Gen.Const(Step.Release)), (1, Gen.Const(Step.Cancel)), (1, Gen.Const(Step.Advance))),
            Gen.Int[0, 5],
            Gen.Int[1, 6]).Array[1, 80]
        select (seats, queueLength, maxWaiting, steps);

    [Fact]
    public Task AnyHistory_SeatsAreConserved() => Histories.SampleAsync(
        async history =>
        {
            var time = new FakeTimeProvider();
            using var level = new PriorityLevel(new PriorityLevelOptions("test", history.Seats, history.QueueLength, history.MaxWaiting), time);
            var requests = new List<Request>();
            foreach (var (step, which, width) in history.Steps)
            {
                var running = requests.Where(request => request.IsRunning).ToList();
                var waiting = requests.Where(request => !request.Wait.IsCompleted).ToList();
                switch (step)
                {
                    case Step.Take:
                        var (cancel, seats) = (new CancellationTokenSource(), level.SeatsOf(width));
                        requests.Add(new Request(level.TakeAsync(
                            ShuffleSharding.Spread((ulong)which), seats, TimeSpan.FromSeconds(1 + which), cancel.Token).AsTask(), cancel, seats));
                        break;
                    case Step.Release when running.Count > 0:
                        var ended = running[which % running.Count];
                        ended.HasEnded = true;
                        level.Release(ended.Seats);
                        break;
                    case Step.Cancel when waiting.Count > 0:
                        await waiting[which % waiting.Count].Cancel.CancelAsync();
                        break;
                    case Step.Advance:
                        time.Advance(TimeSpan.FromSeconds(1));
                        break;
                }

                await SettleAsync(requests, level);
                var used = requests.Where(request => request.IsRunning).Sum(request => request.Seats);
                Assert.Equal(used, level.UsedSeats);
                Assert.InRange(level.UsedSeats, 0, history.Seats);
                Assert.InRange(level.Waiting, 0, history.MaxWaiting);

                // Seats stay free only if the request that is due needs more of them.
                Assert.True(level.Waiting == 0 || requests.Where(request => !request.Wait.IsCompleted).Max(request => request.Seats) > history.Seats - used);
            }

            while (requests.FirstOrDefault(request => request.IsRunning) is { } last)
            {
                last.HasEnded = true;
                level.Release(last.Seats);
                await SettleAsync(requests, level);
            }

            Assert.Equal((0, 0), (level.UsedSeats, level.Waiting));
            Assert.All(requests, request => Assert.True(request.Wait.IsCompleted));
        },
        iter: 2_000,
        threads: 1);

    [Fact]
    public async Task ManyThreads_WithCancellations_SeatsAreConserved()
    {
        const int Seats = 3;
        using var level = new PriorityLevel(new PriorityLevelOptions("test", Seats, QueueLength: 20, MaxWaiting: 40), TimeProvider.System);
        var (held, most, taken, refused, cancelled) = (0, 0, 0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 2_000; i++)
            {
                using var cancel = new CancellationTokenSource();
                var seats = random.Next(1, Seats + 1);
                var wait = level.TakeAsync(ShuffleSharding.Spread((ulong)random.Next(5)), seats, TimeSpan.FromMinutes(1), cancel.Token);
                if (random.Next(3) == 0)
                {
                    await cancel.CancelAsync();
                }

                try
                {
                    if (await wait != SeatOutcome.Taken)
                    {
                        Interlocked.Increment(ref refused);
                        continue;
                    }
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cancelled);
                    continue;
                }

                var now = Interlocked.Add(ref held, seats);
                int seen;
                while (now > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, now, seen) != seen)
                {
                }

                if (random.Next(4) == 0)
                {
                    await Task.Yield();
                }

                Interlocked.Add(ref held, -seats);
                Interlocked.Increment(ref taken);
                level.Release(seats);
            }
        })).ToArray()).WaitAsync(Signet.Testing.Patience.Limit);

        Assert.InRange(most, 1, Seats);
        Assert.Equal(16 * 2_000, taken + refused + cancelled);
        Assert.True(taken > 0 && cancelled > 0);
        Assert.Equal((0, 0), (level.UsedSeats, level.Waiting));
    }

    /// <summary>Waits until the continuations of ended waits have run.</summary>
    private static async Task SettleAsync(List<Request> requests, PriorityLevel level)
    {
        var pending = requests.Where(request => !request.Wait.IsCompleted).ToList();
        while (pending.Count(request => !request.Wait.IsCompleted) > level.Waiting)
        {
            await Task.Yield();
        }
    }

    private sealed record Request(Task<SeatOutcome> Wait, CancellationTokenSource Cancel, int Seats)
    {
        public bool HasEnded { get; set; }

        public bool IsRunning => !HasEnded && Wait is { IsCompletedSuccessfully: true, Result: SeatOutcome.Taken };
    }
}
