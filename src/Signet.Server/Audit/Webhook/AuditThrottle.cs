namespace Signet.Server.Audit.Webhook;

/// <summary>A token bucket for the requests of one sender (client-go, <c>util/flowcontrol</c>). Used by one thread at a time.</summary>
/// <param name="rate">Requests per second.</param>
/// <param name="burst">The capacity of the bucket.</param>
/// <param name="time">The clock.</param>
internal sealed class AuditThrottle(double rate, int burst, TimeProvider time)
{
    private double _tokens = burst;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Takes a token, and returns how long to wait before it may be used.</summary>
    public TimeSpan Take()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_filledAt, now).TotalSeconds * rate)) - 1;
        _filledAt = now;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / rate);
    }
}
