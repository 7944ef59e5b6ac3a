namespace Signet.Core.Metrics;

/// <summary>A number that many threads change: a counter or a gauge for fixed values of its labels.</summary>
internal sealed class ValueCell
{
    private long _value;

    /// <summary>The number.</summary>
    public long Value => Interlocked.Read(ref _value);

    /// <summary>Replaces the number.</summary>
    public void Set(long value) => Interlocked.Exchange(ref _value, value);

    /// <summary>Adds to the number. One interlocked operation.</summary>
    public void Add(long change) => Interlocked.Add(ref _value, change);
}
