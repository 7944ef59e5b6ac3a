namespace Signet.Client;

/// <summary>The delays between failed token requests. Not thread-safe.</summary>
internal sealed class RefreshBackoff(TimeSpan min, TimeSpan max, TimeProvider time)
{
    private const int MaxDoublings = 30;
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(10);
    private int _failures;
    private Moment _failedAt;
    private TimeSpan _delay;

    /// <summary>Whether no request may be sent yet.</summary>
    public bool IsWaiting => _failures > 0 && _failedAt.Elapsed(time) < _delay;

    public void Reset() => _failures = 0;

    /// <summary>Begins a delay: the doubled one, of which a random half is taken off, or the longer one that the server asked for.</summary>
    public void Fail(TimeSpan? retryAfter)
    {
        var full = Math.Min(min.Ticks * Math.ScaleB(1, Math.Min(_failures, MaxDoublings)), max.Ticks);
        _failures++;
        _failedAt = Moment.Now(time);
        var asked = Math.Min((retryAfter ?? TimeSpan.Zero).Ticks, MaxRetryAfter.Ticks);
        _delay = TimeSpan.FromTicks((long)Math.Max(full * (1 - (RandomFraction.Next() / 2)), asked));
    }
}
