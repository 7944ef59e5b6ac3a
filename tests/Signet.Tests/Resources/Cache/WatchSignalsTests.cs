using Signet.Core.Objects;
using Signet.Core.Resources.Cache;
using Signet.Testing;

namespace Signet.Tests.Resources.Cache;

/// <summary>An event wakes exactly the scopes that contain it; no waiter misses one.</summary>
public sealed class WatchSignalsTests
{
    private static readonly ObjectKey All = new("", "");

    [Fact]
    public async Task Fire_Event_WakesItsScopesOnly()
    {
        var signals = new WatchSignals();
        WatchSignals.Signal[] woken = [signals.Acquire(All), signals.Acquire(new ObjectKey("ns", "")), signals.Acquire(new ObjectKey("ns", "a"))];
        WatchSignals.Signal[] asleep =
        [
            signals.Acquire(new ObjectKey("ns", "b")),
            signals.Acquire(new ObjectKey("other", "")),
            signals.Acquire(new ObjectKey("other", "a")),
        ];

        signals.Fire(new ObjectKey("ns", "a"), 7);

        await Task.WhenAll(woken.Select(signal => signal.Fired)).WaitAsync(Patience.Limit);
        Assert.All(woken, signal => Assert.Equal(7, signal.FiredBy));
        Assert.All(asleep, signal => Assert.False(signal.Fired.IsCompleted));
        signals.FireAll();
        await Task.WhenAll(asleep.Select(signal => signal.Fired)).WaitAsync(Patience.Limit);
        Assert.All(asleep, signal => Assert.Equal(0, signal.FiredBy));
    }

    [Fact]
    public void Release_LastWaiter_RemovesTheSignal()
    {
        var signals = new WatchSignals();
        var (first, second) = (signals.Acquire(All), signals.Acquire(All));
        Assert.Same(first, second);
        signals.Release(first);
        signals.Release(second);

        Assert.False(first.TryEnter());
        Assert.NotSame(first, signals.Acquire(All));
    }

    /// <summary>Waiters that acquire, check, wait and release, against a writer that changes and fires: each waiter sees the last change.</summary>
    [Fact]
    public async Task Fire_WhileWaitersComeAndGo_NoneMissesAnEvent()
    {
        const int Last = 20_000;
        var signals = new WatchSignals();
        var value = 0L;
        var waiters = Enumerable.Range(0, 6).Select(i => Task.Run(async () =>
        {
            var scope = (i % 3) switch { 0 => All, 1 => new ObjectKey("ns", ""), _ => new ObjectKey("ns", "a") };
            var seen = 0L;
            while (seen < Last)
            {
                var signal = signals.Acquire(scope);
                try
                {
                    if (Volatile.Read(ref value) == seen)
                    {
                        await signal.Fired.WaitAsync(Patience.Limit);
                    }

                    // A change that was read between its write and its event wakes the waiter once more, for nothing.
                    seen = Volatile.Read(ref value);
                }
                finally
                {
                    signals.Release(signal);
                }
            }
        })).ToList();

        for (var i = 1; i <= Last; i++)
        {
            Volatile.Write(ref value, i);
            signals.Fire(new ObjectKey("ns", "a"), i);
            if (i % 50 == 0)
            {
                await Task.Yield();
            }
        }

        await Task.WhenAll(waiters);
    }
}
