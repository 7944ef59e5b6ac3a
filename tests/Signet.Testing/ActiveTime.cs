namespace Signet.Testing;

/// <summary>
/// The clock of servers in the test process. The time of day is the system's, and a test can move it ahead. Timestamps and timers do not count the time in
/// which the process stands still: a pause of the machine exceeds no time limit of the server.
/// </summary>
internal sealed class ActiveTime : TimeProvider
{
    private long _offset;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _offset));

    /// <inheritdoc/>
    public override long GetTimestamp() => Heartbeat.Now;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ActiveTimer(this, callback, state, dueTime, period);

    /// <summary>Moves the time of day ahead; timestamps and timers do not notice.</summary>
    public void Jump(TimeSpan span) => Interlocked.Add(ref _offset, span.Ticks);

    /// <summary>Counts time while a thread of its own is scheduled.</summary>
    private static class Heartbeat
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

        /// <summary>The longest time between two beats that counts, in ticks of the system's timestamps.</summary>
        private static readonly long MaxBeat = System.TimestampFrequency / 4;
        private static readonly Lock BeatLock = new();
        private static long _now = System.GetTimestamp();
        private static long _lastBeat = _now;

        static Heartbeat() => new Thread(Beat) { IsBackground = true, Name = "heartbeat" }.Start();

        public static long Now
        {
            get
            {
                lock (BeatLock)
                {
                    return _now + SinceLastBeat();
                }
            }
        }

        private static long SinceLastBeat() => Math.Min(System.GetTimestamp() - _lastBeat, MaxBeat);

        private static void Beat()
        {
            while (true)
            {
                Thread.Sleep(Interval);
                lock (BeatLock)
                {
                    _now += SinceLastBeat();
                    _lastBeat = System.GetTimestamp();
                }
            }
        }
    }

    /// <summary>A timer of the system, which is set again when it elapses too early by the timestamps.</summary>
    private sealed class ActiveTimer : ITimer
    {
        private readonly Lock _lock = new();
        private readonly ActiveTime _time;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly ITimer _timer;
        private long _setAt;
        private TimeSpan _dueTime = Timeout.InfiniteTimeSpan;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public ActiveTimer(ActiveTime time, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_time, _callback, _state) = (time, callback, state);
            _timer = System.CreateTimer(_ => Elapse(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_lock)
            {
                (_setAt, _dueTime, _period) = (_time.GetTimestamp(), dueTime, period);
                return _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
            }
        }

        public void Dispose() => _timer.Dispose();

        public ValueTask DisposeAsync() => _timer.DisposeAsync();

        private void Elapse()
        {
            lock (_lock)
            {
                if (_dueTime < TimeSpan.Zero)
                {
                    return;
                }

                var left = _dueTime - _time.GetElapsedTime(_setAt);
                if (left > TimeSpan.Zero)
                {
                    _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
                    return;
                }

                (_setAt, _dueTime) = (_time.GetTimestamp(), _period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan);
                _timer.Change(_dueTime, Timeout.InfiniteTimeSpan);
            }

            _callback(_state);
        }
    }
}
