namespace Signet.Core.Admission.Events;

/// <summary>How long events are kept, and how many at most (docs/decisions/0008-events-are-stored.md).</summary>
public sealed record EventRetention
{
    /// <summary>How long an event is kept after it was last written (<c>--event-ttl</c>).</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many events are kept (<c>--max-events</c>).</summary>
    public int MaxCount { get; init; } = 10_000;

    /// <summary>How many bytes of JSON all events have together at most (<c>--max-event-bytes</c>).</summary>
    public long MaxBytes { get; init; } = 32 * 1024 * 1024;
}
