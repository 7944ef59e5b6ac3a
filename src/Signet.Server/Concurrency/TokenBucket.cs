namespace Signet.Server.Concurrency;

/// <summary>A token bucket, full at first. Safe for concurrent use, without a lock.</summary>
/// <param name="interval">The time after which there is a further token; positive.</param>
/// <param name="burst">How many tokens it holds; positive.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenBucket(TimeSpan interval, int burst, TimeProvider time)
{
    private readonly long _interval = interval.Ticks;
    private readonly long _origin = time.GetTimestamp();

    /// <summary>When the bucket is full again, in ticks from the origin.</summary>
    private long _fullAt;

    /// <summary>A bucket that is filled at a rate.</summary>
    /// <param name="perSecond">The rate; positive.</param>
    /// <param name="burst">How many tokens it holds; positive.</param>
    /// <param name="time">The clock.</param>
    public TokenBucket(double perSecond, int burst, TimeProvider time)
        : this(TimeSpan.FromTicks(Math.Max(1, (long)(TimeSpan.TicksPerSecond / perSecond))), burst, time)
    {
    }

    /// <summary>A bucket that holds the tokens of one second.</summary>
    public TokenBucket(int perSecond, TimeProvider time)
        : this(perSecond, perSecond, time)
    {
    }

    /// <summary>Whether it holds all its tokens, as a new bucket does.</summary>
    public bool IsFull => Volatile.Read(ref _fullAt) <= time.GetElapsedTime(_origin).Ticks;

    /// <summary>Takes a token.</summary>
    /// <param name="maxWait">How long the caller would wait for it.</param>
    /// <returns>How long it has to wait; null when that is longer, and no token was taken.</returns>
    public TimeSpan? TryTake(TimeSpan maxWait)
    {
        var wait = Take(maxWait.Ticks);
        return wait > maxWait.Ticks ? null : TimeSpan.FromTicks(wait);
    }

    /// <summary>Takes a token if there is one.</summary>
    /// <param name="retryAfter">When there will be one; zero when it was taken.</param>
    public bool TryTake(out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.FromTicks(Take(0));
        return retryAfter == TimeSpan.Zero;
    }

    /// <summary>Takes a token that is there after at most a wait.</summary>
    /// <returns>The wait in ticks; when it is longer, no token was taken.</returns>
    private long Take(long maxWait)
    {
        var seen = Volatile.Read(ref _fullAt);
        while (true)
        {
            var now = time.GetElapsedTime(_origin).Ticks;
            var fullAt = Math.Max(seen, now) + _interval;
            var wait = Math.Max(0, fullAt - now - (_interval * burst));
            if (wait > maxWait)
            {
                return wait;
            }

            var before = Interlocked.CompareExchange(ref _fullAt, fullAt, seen);
            if (before == seen)
            {
                return wait;
            }

            seen = before;
        }
    }
}
