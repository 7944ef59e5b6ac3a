using Signet.Server.Concurrency;

namespace Signet.Server.Logging;

/// <summary>
/// Bounds the rate of log lines that clients or failing outputs can cause. A burst of <paramref name="burst"/> lines is allowed, then one per
/// <paramref name="interval"/>; what is not written is counted. Safe for concurrent use, without locks and allocations.
/// </summary>
/// <param name="burst">The lines that may be written at once.</param>
/// <param name="interval">The time after which a further line is allowed.</param>
/// <param name="time">The monotonic clock.</param>
internal sealed class LogRate(int burst, TimeSpan interval, TimeProvider time)
{
    private readonly TokenBucket _lines = new(interval, burst, time);
    private long _held;

    /// <summary>Whether a line may be written now.</summary>
    /// <param name="dropped">The lines that were not written since the last one.</param>
    public bool TryTake(out long dropped)
    {
        dropped = 0;
        if (!_lines.TryTake(out TimeSpan _))
        {
            Interlocked.Increment(ref _held);
            return false;
        }

        dropped = Interlocked.Exchange(ref _held, 0);
        return true;
    }

    /// <summary>Counts something of which a line tells the sum, and returns whether the line may be written now.</summary>
    /// <param name="count">What to count, such as dropped events.</param>
    /// <param name="total">All that was counted since the last line.</param>
    public bool TryCount(long count, out long total)
    {
        total = 0;
        Interlocked.Add(ref _held, count);
        if (!_lines.TryTake(out TimeSpan _))
        {
            return false;
        }

        total = Interlocked.Exchange(ref _held, 0);
        return true;
    }
}
