namespace Signet.Server.Hosting.Signers;

/// <summary>A token bucket that holds the tokens of one second. Safe for concurrent use.</summary>
/// <param name="perSecond">The rate, and the burst.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenBucket(int perSecond, TimeProvider time)
{
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);
    private readonly TimeSpan _interval = TimeSpan.FromTicks(TimeSpan.TicksPerSecond / perSecond);
    private readonly long _origin = time.GetTimestamp();
    private readonly Lock _lock = new();

    /// <summary>When the bucket is full again, counted from the origin.</summary>
    private TimeSpan _fullAt;

    /// <summary>Takes a token.</summary>
    /// <param name="maxWait">How long the caller would wait for it.</param>
    /// <returns>How long it has to wait; null when that is longer, and no token was taken.</returns>
    public TimeSpan? TryTake(TimeSpan maxWait)
    {
        var now = time.GetElapsedTime(_origin);
        lock (_lock)
        {
            var fullAt = (_fullAt > now ? _fullAt : now) + _interval;
            var wait = fullAt - now - Burst;
            if (wait > maxWait)
            {
                return null;
            }

            _fullAt = fullAt;
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }
}
