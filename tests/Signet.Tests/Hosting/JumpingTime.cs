namespace Signet.Tests.Hosting;

/// <summary>
/// The system's clock, which can jump ahead by years. Timers of at least a minute elapse once per jump, shorter ones in real time: a FakeTimeProvider
/// would call each of the latter for every quarter of a second of those years.
/// </summary>
internal sealed class JumpingTime : TimeProvider
{
    private static readonly TimeSpan ShortTimer = TimeSpan.FromMinutes(1);
    private readonly List<LongTimer> _timers = [];
    private long _offset;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _offset));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < ShortTimer)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        var timer = new LongTimer(callback, state);
        lock (_timers)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    /// <summary>Jumps ahead.</summary>
    public void Jump(TimeSpan span)
    {
        Interlocked.Add(ref _offset, span.Ticks);
        LongTimer[] timers;
        lock (_timers)
        {
            _timers.RemoveAll(timer => timer.IsDisposed);
            timers = [.. _timers];
        }

        foreach (var timer in timers)
        {
            timer.Elapse();
        }
    }

    private sealed class LongTimer(TimerCallback callback, object? state) : ITimer
    {
        public bool IsDisposed { get; private set; }

        public void Elapse()
        {
            if (!IsDisposed)
            {
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => !IsDisposed;

        public void Dispose() => IsDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
