namespace Signet.Client.Tests;

/// <summary>A clock whose time of day can be adjusted; its timestamps and timers do not notice.</summary>
internal sealed class AdjustedTime(TimeProvider time) : TimeProvider
{
    private TimeSpan _offset;

    public override long TimestampFrequency => time.TimestampFrequency;

    public void Adjust(TimeSpan span) => _offset += span;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + _offset;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
