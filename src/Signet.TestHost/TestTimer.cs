namespace Signet.TestHost;

/// <summary>A timer of the system that is due earlier when the clock is moved ahead. It elapses once, however many periods were skipped.</summary>
internal sealed class TestTimer : ITimer
{
    private readonly Lock _lock = new();
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly Action<TestTimer> _forget;
    private readonly ITimer _timer;
    private TimeSpan _dueTime = Timeout.InfiniteTimeSpan;
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private long _setAt;

    public TestTimer(TimerCallback callback, object? state, Action<TestTimer> forget)
    {
        (_callback, _state, _forget) = (callback, state, forget);
        _timer = TimeProvider.System.CreateTimer(
            static timer => ((TestTimer)timer!).Elapse(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            return Set(dueTime, period);
        }
    }

    /// <summary>The clock was moved ahead.</summary>
    public void MoveAhead(TimeSpan span)
    {
        lock (_lock)
        {
            if (_dueTime > TimeSpan.Zero)
            {
                var left = _dueTime - TimeProvider.System.GetElapsedTime(_setAt) - span;
                Set(left > TimeSpan.Zero ? left : TimeSpan.Zero, _period);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _forget(this);
        _timer.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _forget(this);
        return _timer.DisposeAsync();
    }

    private bool Set(TimeSpan dueTime, TimeSpan period)
    {
        (_setAt, _dueTime, _period) = (TimeProvider.System.GetTimestamp(), dueTime, period);
        return _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    private void Elapse()
    {
        lock (_lock)
        {
            if (_dueTime < TimeSpan.Zero)
            {
                // It has elapsed already, by the other of two times at which the system's timer was due.
                return;
            }

            var left = _dueTime - TimeProvider.System.GetElapsedTime(_setAt);
            if (left > TimeSpan.Zero)
            {
                _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
                return;
            }

            Set(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan, _period);
        }

        _callback(_state);
    }
}
