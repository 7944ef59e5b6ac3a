using System.Threading.Tasks.Sources;

namespace Signet.Server.Concurrency;

/// <summary>A request that waits for seats. A node of its queue's list; used once.</summary>
/// <param name="level">The level.</param>
/// <param name="width">The number of seats.</param>
/// <param name="since">When it began to wait, as a timestamp.</param>
/// <param name="until">When the wait ends without seats, as a timestamp.</param>
internal sealed class SeatWaiter(PriorityLevel level, int width, long since, long until) : IValueTaskSource<SeatOutcome>
{
    /// <summary>Continuations never run on the thread that releases seats while it holds the lock of the level.</summary>
    private ManualResetValueTaskSourceCore<SeatOutcome> _source = new() { RunContinuationsAsynchronously = true };

    public int Width => width;

    public long Since => since;

    public long Until => until;

    /// <summary>The queue; null when it does not wait any more. Guarded by the level's lock.</summary>
    public FairQueue? Queue { get; set; }

    public SeatWaiter? Previous { get; set; }

    public SeatWaiter? Next { get; set; }

    /// <summary>Completes with the outcome. Awaited once.</summary>
    public ValueTask<SeatOutcome> Outcome => new(this, _source.Version);

    /// <summary>Completes the wait. Called once, by the holder of the level's lock.</summary>
    public void Complete(SeatOutcome outcome) => _source.SetResult(outcome);

    /// <summary>Leaves the queue, if it still waits.</summary>
    public void Cancel() => level.Cancel(this);

    /// <inheritdoc/>
    SeatOutcome IValueTaskSource<SeatOutcome>.GetResult(short token) => _source.GetResult(token);

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource<SeatOutcome>.GetStatus(short token) => _source.GetStatus(token);

    /// <inheritdoc/>
    void IValueTaskSource<SeatOutcome>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
