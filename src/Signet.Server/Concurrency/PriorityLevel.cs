namespace Signet.Server.Concurrency;

/// <summary>
/// Seats for one class of work, with fair queues before them. While seats are free and no request waits, taking and releasing them is one interlocked operation
/// each, without a lock and without an allocation. Safe for concurrent use.
/// </summary>
internal sealed class PriorityLevel : IDisposable
{
    private const int WaitingShift = 32;
    private const long OneWaiting = 1L << WaitingShift;

    private readonly TimeProvider _time;
    private readonly double _timestampsPerTick;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly QueueSet _queues;
    private readonly PriorityLevelOptions _options;

    /// <summary>
    /// The used seats (32 bits), and above them the waiting requests. While requests wait, it changes under the lock only: the fast paths require that none do.
    /// </summary>
    private long _state;

    /// <summary>When the timer is due, as a timestamp. Guarded by the lock.</summary>
    private long _timerDueAt = long.MaxValue;

    private readonly long[] _refused = new long[(int)SeatOutcome.Cancelled + 1];

    /// <summary>Creates a level with free seats.</summary>
    /// <param name="options">Seats and queues.</param>
    /// <param name="time">The clock of waits.</param>
    public PriorityLevel(PriorityLevelOptions options, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Seats);
        (_options, _time) = (options, time);
        _queues = new QueueSet(options.QueueLength, options.MaxWaiting);
        _timestampsPerTick = (double)time.TimestampFrequency / TimeSpan.TicksPerSecond;
        _timer = time.CreateTimer(static self => ((PriorityLevel)self!).EndWaits(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The name.</summary>
    public string Name => _options.Name;

    /// <summary>Its position in the list of levels, for metrics.</summary>
    public int Index { get; set; }

    /// <summary>The number of seats.</summary>
    public int Seats => _options.Seats;

    /// <summary>The seats in use.</summary>
    public int UsedSeats => (int)Volatile.Read(ref _state);

    /// <summary>The requests that wait.</summary>
    public int Waiting => (int)(Volatile.Read(ref _state) >> WaitingShift);

    /// <summary>Called when a wait has ended, with its duration and outcome; for metrics.</summary>
    public Action<PriorityLevel, TimeSpan, SeatOutcome>? WaitEnded { get; init; }

    /// <summary>How many requests were refused, or cancelled while they waited.</summary>
    public long Refused(SeatOutcome outcome) => Volatile.Read(ref _refused[(int)outcome]);

    /// <summary>The number of seats that a request of a width takes: at most all of them, so that it can start.</summary>
    public int SeatsOf(int width) => Math.Clamp(width, 1, Seats);

    /// <summary>Takes seats, and waits for them in the queue of a flow.</summary>
    /// <param name="flow">The flow, as 64 evenly distributed bits.</param>
    /// <param name="seats">The number of seats (<see cref="SeatsOf"/>).</param>
    /// <param name="maxWait">The longest wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled; no seat is taken.</exception>
    public ValueTask<SeatOutcome> TakeAsync(ulong flow, int seats, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        if (TryTake(seats))
        {
            return new(SeatOutcome.Taken);
        }

        if (_options.QueueLength == 0)
        {
            Interlocked.Increment(ref _refused[(int)SeatOutcome.NoSeat]);
            return new(SeatOutcome.NoSeat);
        }

        return WaitAsync(flow, seats, maxWait, cancellationToken);
    }

    /// <summary>Takes seats if they are free and no request waits.</summary>
    public bool TryTake(int seats)
    {
        var state = Volatile.Read(ref _state);
        while (state + seats <= Seats)
        {
            var seen = Interlocked.CompareExchange(ref _state, state + seats, state);
            if (seen == state)
            {
                return true;
            }

            state = seen;
        }

        return false;
    }

    /// <summary>Gives seats back, and dispatches waiting requests.</summary>
    public void Release(int seats)
    {
        var state = Volatile.Read(ref _state);
        while (state < OneWaiting)
        {
            var seen = Interlocked.CompareExchange(ref _state, state - seats, state);
            if (seen == state)
            {
                return;
            }

            state = seen;
        }

        lock (_lock)
        {
            Interlocked.Add(ref _state, -seats);
            DispatchAll();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <summary>Removes a cancelled request, unless its wait has ended already.</summary>
    internal void Cancel(SeatWaiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Queue is not null)
            {
                _queues.Remove(waiter);
                End(waiter, SeatOutcome.Cancelled);
                DispatchAll();
            }
        }
    }

    private async ValueTask<SeatOutcome> WaitAsync(ulong flow, int seats, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var since = _time.GetTimestamp();
        var waiter = new SeatWaiter(this, seats, since, since + (long)(maxWait.Ticks * _timestampsPerTick));
        Enqueue(waiter, flow);

        // Not disposed: that would wait for a callback that waits for the lock.
        var registration = cancellationToken.UnsafeRegister(static waiter => ((SeatWaiter)waiter!).Cancel(), waiter);
        var outcome = await waiter.Outcome.ConfigureAwait(false);
        registration.Unregister();
        WaitEnded?.Invoke(this, _time.GetElapsedTime(since), outcome);
        return outcome == SeatOutcome.Cancelled ? throw new OperationCanceledException(cancellationToken) : outcome;
    }

    private void Enqueue(SeatWaiter waiter, ulong flow)
    {
        lock (_lock)
        {
            // First of all: seats that are released from now on are given out under this lock.
            Interlocked.Add(ref _state, OneWaiting);
            if (_queues.Add(waiter, flow) is { } refused)
            {
                End(refused, SeatOutcome.QueueFull);
            }

            DispatchAll();
            if (waiter.Queue is not null)
            {
                SetTimer(waiter.Until);
            }
        }
    }

    /// <summary>Gives out free seats. A request that needs more than are free keeps the others waiting: else it would wait for ever.</summary>
    private void DispatchAll()
    {
        while (_queues.First is { } first && UsedSeats + first.Width <= Seats)
        {
            _queues.Dispatch(first);
            Interlocked.Add(ref _state, first.Width);
            End(first, SeatOutcome.Taken);
        }
    }

    private void End(SeatWaiter waiter, SeatOutcome outcome)
    {
        Interlocked.Add(ref _state, -OneWaiting);
        if (outcome != SeatOutcome.Taken)
        {
            _refused[(int)outcome]++;
        }

        waiter.Complete(outcome);
    }

    private void EndWaits()
    {
        lock (_lock)
        {
            _timerDueAt = long.MaxValue;
            var now = _time.GetTimestamp();
            long next;
            while (_queues.TakeEnded(now, out next) is { } ended)
            {
                End(ended, SeatOutcome.TimedOut);
            }

            DispatchAll();
            if (_queues.Count > 0)
            {
                SetTimer(next);
            }
        }
    }

    private void SetTimer(long dueAt)
    {
        if (dueAt < _timerDueAt)
        {
            _timerDueAt = dueAt;
            var wait = Math.Max(0, dueAt - _time.GetTimestamp()) / _timestampsPerTick / TimeSpan.TicksPerMillisecond;
            _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait)), Timeout.InfiniteTimeSpan);
        }
    }
}
