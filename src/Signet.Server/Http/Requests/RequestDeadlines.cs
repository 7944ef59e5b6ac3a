using System.Collections.Concurrent;

namespace Signet.Server.Http.Requests;

/// <summary>
/// Cancels requests at their deadlines. All share one timer, which is set to the earliest deadline that was found when it was last due:
/// with equal time limits it is due about once per limit, and never without requests. Starting and ending a deadline takes
/// no lock and, after the first requests, allocates nothing.
/// </summary>
internal sealed class RequestDeadlines : IDisposable
{
    private const int MaxIdle = 1024;
    private readonly TimeProvider _time;
    private readonly double _timestampsPerTick;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly List<RequestDeadline> _all = [];
    private readonly ConcurrentQueue<RequestDeadline> _idle = new();
    private RequestDeadline? _firstIdle;
    private int _idleCount;
    private long _timerDueAt = long.MaxValue;

    /// <summary>Creates an empty pool.</summary>
    /// <param name="options">The time limit.</param>
    /// <param name="time">The monotonic clock of the deadlines.</param>
    public RequestDeadlines(RequestOptions options, TimeProvider time)
    {
        (TimeLimit, _time) = (options.TimeLimit, time);
        _timestampsPerTick = (double)time.TimestampFrequency / TimeSpan.TicksPerSecond;
        _timer = time.CreateTimer(static self => ((RequestDeadlines)self!).CancelDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time limit of a request without the parameter <c>timeout</c>.</summary>
    public TimeSpan TimeLimit { get; }

    /// <summary>The number of deadlines, used and idle.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _all.Count;
            }
        }
    }

    /// <summary>Starts the deadline of a request; null for a long-running request.</summary>
    public RequestDeadline? Start(ReceivedRequest request)
    {
        if (request.TimeLimit == Timeout.InfiniteTimeSpan)
        {
            return null;
        }

        var endsAt = Math.Max(1, request.StartedAt + (long)(request.TimeLimit.Ticks * _timestampsPerTick));
        var deadline = Take();
        deadline.Start(endsAt, request.Http.RequestAborted);
        if (endsAt < Volatile.Read(ref _timerDueAt))
        {
            SetTimer(endsAt);
        }

        return deadline;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <summary>Returns a deadline to the pool.</summary>
    internal void Return(RequestDeadline deadline, bool isReusable)
    {
        if (!isReusable)
        {
            Remove(deadline);
        }
        else if (Interlocked.CompareExchange(ref _firstIdle, deadline, null) is not null)
        {
            if (Interlocked.Increment(ref _idleCount) <= MaxIdle)
            {
                _idle.Enqueue(deadline);
            }
            else
            {
                Interlocked.Decrement(ref _idleCount);
                Remove(deadline);
            }
        }
    }

    private RequestDeadline Take()
    {
        if (_firstIdle is { } first && Interlocked.CompareExchange(ref _firstIdle, null, first) == first)
        {
            return first;
        }

        if (_idle.TryDequeue(out var idle))
        {
            Interlocked.Decrement(ref _idleCount);
            return idle;
        }

        var added = new RequestDeadline(this);
        lock (_lock)
        {
            added.Index = _all.Count;
            _all.Add(added);
        }

        return added;
    }

    private void Remove(RequestDeadline deadline)
    {
        lock (_lock)
        {
            var last = _all[^1];
            _all[deadline.Index] = last;
            last.Index = deadline.Index;
            _all.RemoveAt(_all.Count - 1);
        }
    }

    private void CancelDue()
    {
        lock (_lock)
        {
            // Written before the deadlines are read: a request that starts from now on sees this value and sets the timer itself.
            Interlocked.Exchange(ref _timerDueAt, long.MaxValue);
            var now = _time.GetTimestamp();
            var next = long.MaxValue;
            foreach (var deadline in _all)
            {
                var endsAt = deadline.EndsAt;
                if (endsAt > now)
                {
                    next = Math.Min(next, endsAt);
                }
                else if (endsAt > 0 && deadline.TryExceed(endsAt))
                {
                    // Continuations that wait for the token run on the cancelling thread.
                    ThreadPool.UnsafeQueueUserWorkItem(deadline, preferLocal: false);
                }
            }

            if (next != long.MaxValue)
            {
                SetTimer(next);
            }
        }
    }

    private void SetTimer(long dueAt)
    {
        lock (_lock)
        {
            if (dueAt < _timerDueAt)
            {
                // Timers have a resolution of one millisecond.
                var wait = Math.Max(0, dueAt - _time.GetTimestamp()) / _timestampsPerTick / TimeSpan.TicksPerMillisecond;
                Volatile.Write(ref _timerDueAt, dueAt);
                _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait)), Timeout.InfiniteTimeSpan);
            }
        }
    }
}
