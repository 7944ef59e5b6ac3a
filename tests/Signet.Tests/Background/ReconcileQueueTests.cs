using Signet.Server.Background;
using Signet.Testing;

namespace Signet.Tests.Background;

public sealed class ReconcileQueueTests
{
    /// <summary>A short delay can pass before CreateTimer returns; the callback then runs on the thread that creates the timer.</summary>
    [Fact]
    public async Task Complete_DelayThatPassesAtOnce_IsQueuedAgain()
    {
        var queue = new ReconcileQueue<string>(Backoff.OfItems, new HastyTime());
        queue.Add("a");

        queue.Complete(await queue.TakeAsync(default), ReconcileResult.Retry("a fault"));
        var again = await queue.TakeAsync(default).AsTask().WaitAsync(Patience.Limit);
        queue.Complete(again, ReconcileResult.RetryAfter(TimeSpan.FromSeconds(1)));
        again = await queue.TakeAsync(default).AsTask().WaitAsync(Patience.Limit);
        queue.Complete(again, ReconcileResult.Done);

        Assert.Equal("a", again.Key);
        Assert.True(queue.Snapshot(0, 0).IsIdle);
    }

    /// <summary>Every delay has passed when its timer is started.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(() => callback(state));
            timer.Change(dueTime, period);
            return timer;
        }

        private sealed class Timer(Action callback) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    callback();
                }

                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
