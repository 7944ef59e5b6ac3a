namespace Signet.Server.Logging;

/// <summary>
/// Bounds the rate of log lines that clients can cause. A burst of <paramref name="burst"/> lines is allowed, then one per <paramref name="interval"/>;
/// the lines between are counted. Safe for concurrent use, without locks and allocations.
/// </summary>
/// <param name="burst">The lines that may be written at once.</param>
/// <param name="interval">The time after which a further line is allowed.</param>
/// <param name="time">The monotonic clock.</param>
internal sealed class LogRate(int burst, TimeSpan interval, TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();

    /// <summary>When the whole burst is available again, in ticks since the origin.</summary>
    private long _fullAt;
    private long _dropped;

    /// <summary>Whether a line may be written now.</summary>
    /// <param name="dropped">The lines that were not written since the last one.</param>
    public bool TryTake(out long dropped)
    {
        var now = time.GetElapsedTime(_origin).Ticks;
        while (true)
        {
            var before = Volatile.Read(ref _fullAt);
            var fullAt = Math.Max(before, now) + interval.Ticks;
            if (fullAt - now > burst * interval.Ticks)
            {
                Interlocked.Increment(ref _dropped);
                dropped = 0;
                return false;
            }

            if (Interlocked.CompareExchange(ref _fullAt, fullAt, before) == before)
            {
                dropped = Interlocked.Exchange(ref _dropped, 0);
                return true;
            }
        }
    }
}
