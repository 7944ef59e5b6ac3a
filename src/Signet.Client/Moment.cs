namespace Signet.Client;

/// <summary>
/// A point in time by both clocks. The time of day misses nothing while the machine sleeps; timestamps do not follow corrections of the time of day.
/// </summary>
internal readonly record struct Moment(DateTimeOffset TimeOfDay, long Timestamp)
{
    public static Moment Now(TimeProvider time) => new(time.GetUtcNow(), time.GetTimestamp());

    /// <summary>The time since then by the clock that shows more: a token is refreshed too early rather than too late.</summary>
    public TimeSpan Elapsed(TimeProvider time)
    {
        var (byDay, byTimestamp) = (time.GetUtcNow() - TimeOfDay, time.GetElapsedTime(Timestamp));
        return byDay > byTimestamp ? byDay : byTimestamp;
    }
}
