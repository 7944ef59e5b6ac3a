namespace Signet.TestReplica;

/// <summary>The clock of the machine with steps, as after <c>date -s</c>: the time of day jumps, timestamps and timers do not.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long _offset;

    /// <summary>Moves the time of day.</summary>
    public void Step(TimeSpan step) => Interlocked.Add(ref _offset, step.Ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _offset));
}
