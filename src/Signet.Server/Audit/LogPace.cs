namespace Signet.Server.Audit;

/// <summary>Bounds the rate of a log message: at most one in an interval. Safe for concurrent use.</summary>
/// <param name="interval">The minimum time between two messages.</param>
/// <param name="time">The clock.</param>
internal sealed class LogPace(TimeSpan interval, TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();

    /// <summary>Ticks since the origin from which the next message may be logged.</summary>
    private long _next;

    private long _counted;

    /// <summary>Counts something, and returns whether it may be logged now.</summary>
    /// <param name="count">What to count, such as dropped events.</param>
    /// <param name="total">All that was counted since the last message.</param>
    public bool TryPass(long count, out long total)
    {
        Interlocked.Add(ref _counted, count);
        var now = time.GetElapsedTime(_origin).Ticks;
        var next = Volatile.Read(ref _next);
        if (now < next || Interlocked.CompareExchange(ref _next, now + interval.Ticks, next) != next)
        {
            total = 0;
            return false;
        }

        total = Interlocked.Exchange(ref _counted, 0);
        return true;
    }
}
