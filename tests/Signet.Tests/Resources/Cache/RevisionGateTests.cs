using CsCheck;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Testing;

namespace Signet.Tests.Resources.Cache;

/// <summary>A gate only advances, completes exactly the waiters whose revision it has reached, and removes cancelled ones.</summary>
public sealed class RevisionGateTests
{
    [Fact]
    public Task Advance_AnyOrder_CompletesExactlyTheReachedWaiters() =>
        Gen.Select(Gen.Int[1, 40].Array[1, 20], Gen.Int[1, 40].Array[1, 20]).SampleAsync(async sample =>
        {
            var (wanted, advances) = sample;
            var gate = new RevisionGate();
            var waiters = wanted.Select(revision => (revision, Task: gate.WaitForAsync(new Revision(revision), default).AsTask())).ToList();
            var highest = 0;
            foreach (var advance in advances)
            {
                gate.Advance(new Revision(advance));
                highest = Math.Max(highest, advance);
                Assert.Equal(highest, gate.Current.Value);
            }

            await Task.WhenAll(waiters.Where(waiter => waiter.revision <= highest).Select(waiter => waiter.Task)).WaitAsync(Patience.Limit);

            Assert.All(waiters.Where(waiter => waiter.revision > highest), waiter => Assert.False(waiter.Task.IsCompleted));
        });

    [Fact]
    public async Task Wait_Cancelled_DoesNotAffectOtherWaiters()
    {
        var gate = new RevisionGate();
        using var stop = new CancellationTokenSource();
        var cancelled = Enumerable.Range(1, 50).Select(i => gate.WaitForAsync(new Revision(i), stop.Token).AsTask()).ToList();
        var kept = Enumerable.Range(1, 50).Select(i => gate.WaitForAsync(new Revision(i), default).AsTask()).ToList();

        await stop.CancelAsync();
        foreach (var task in cancelled)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        }

        gate.Advance(new Revision(50));
        await Task.WhenAll(kept).WaitAsync(Patience.Limit);
    }

    /// <summary>Waiters are added, cancelled and completed while the gate advances on another thread.</summary>
    [Fact]
    public async Task Wait_WhileItAdvances_CompletesEveryWaiter()
    {
        const int Last = 20_000;
        var gate = new RevisionGate();
        var advancing = Task.Run(() =>
        {
            for (var i = 1; i <= Last; i++)
            {
                gate.Advance(new Revision(i));
            }
        });
        var waiting = Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            var random = new SeededSequence(worker);
            for (var i = 0; i < 2000; i++)
            {
                using var stop = new CancellationTokenSource();
                var wanted = new Revision(Math.Min(Last, gate.Current.Value + random.Next(20)));
                var wait = gate.WaitForAsync(wanted, stop.Token).AsTask();
                if (random.Next(3) == 0)
                {
                    await stop.CancelAsync();
                    await Task.WhenAny(wait);
                }
                else
                {
                    await wait.WaitAsync(Patience.Limit);
                    Assert.True(gate.Current >= wanted);
                }
            }
        })).ToList();

        await Task.WhenAll(waiting);
        await advancing;
    }
}
