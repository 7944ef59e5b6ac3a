namespace Signet.Tests.Hosting.Keys;

/// <summary>
/// A clock that runs faster than the system's by a factor, timers included. It begins 12 hours ago: clients, whose clock is the system's, accept
/// certificates that are made by it.
/// </summary>
internal sealed class AcceleratedTime(int factor) : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow() - TimeSpan.FromHours(12);
    private readonly long _timestamp = System.GetTimestamp();

    /// <inheritdoc/>
    public override long TimestampFrequency => System.TimestampFrequency / factor;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + factor * System.GetElapsedTime(_timestamp);

    /// <inheritdoc/>
    public override long GetTimestamp() => System.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(System.CreateTimer(callback, state, Scale(dueTime), Scale(period)), this);

    private TimeSpan Scale(TimeSpan span) => span <= TimeSpan.Zero
        ? span
        : TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(span.TotalMilliseconds / factor)));

    private sealed class ScaledTimer(ITimer timer, AcceleratedTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(time.Scale(dueTime), time.Scale(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
