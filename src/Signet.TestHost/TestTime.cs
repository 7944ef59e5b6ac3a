namespace Signet.TestHost;

/// <summary>
/// The clock of a test server: the machine's time of day, moved ahead by <see cref="Advance"/>. It decides when tokens and keys are valid; give it to a
/// verifier as its <see cref="TimeProvider"/>, too. Time limits of requests are measured by the machine, and TLS checks certificates by the machine's clock.
/// </summary>
public sealed class TestTime : TimeProvider
{
    /// <summary>Later the server would renew its certificates: the new ones would not be valid yet by the machine's clock, which TLS uses.</summary>
    internal static readonly TimeSpan MaxAhead = TimeSpan.FromDays(540);

    /// <summary>A third of it is left after <see cref="MaxAhead"/>. Some platforms refuse serving certificates with more than 825 days.</summary>
    internal static readonly TimeSpan CertificateLifetime = TimeSpan.FromDays(820);

    private readonly Lock _lock = new();
    private readonly HashSet<TestTimer> _timers = [];
    private long _ahead;

    internal TestTime()
    {
    }

    /// <summary>
    /// How far the clock is ahead of the machine's: the sum of what it was advanced by, and up to a second for each change of the keys, whose windows begin
    /// at whole seconds.
    /// </summary>
    public TimeSpan Ahead => TimeSpan.FromTicks(Volatile.Read(ref _ahead));

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;

    /// <summary>
    /// Moves the clock ahead. Requests that begin afterwards see tokens, keys and events of the new time. A server that has stood still does what was due once:
    /// advance in steps to see several rotations.
    /// </summary>
    /// <param name="span">Not negative; at most 540 days in sum.</param>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative, or the clock would be more than 540 days ahead.</exception>
    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        lock (_lock)
        {
            if (span > MaxAhead - Ahead)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(span), span, $"the clock is {Ahead} ahead and can be at most {MaxAhead.Days} days ahead, because TLS uses the machine's clock");
            }

            Move(span);
        }
    }

    /// <summary>Moves the clock to the next whole second, at which windows of keys begin that were decided in this second.</summary>
    internal void FinishSecond()
    {
        lock (_lock)
        {
            Move(TimeSpan.FromTicks(TimeSpan.TicksPerSecond - (GetUtcNow().Ticks % TimeSpan.TicksPerSecond)));
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new TestTimer(callback, state, Forget);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    private void Move(TimeSpan span)
    {
        Volatile.Write(ref _ahead, _ahead + span.Ticks);
        foreach (var timer in _timers)
        {
            timer.MoveAhead(span);
        }
    }

    private void Forget(TestTimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
        }
    }
}
