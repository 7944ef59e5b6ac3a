namespace Signet.Core.Admission.Events;

/// <summary>The limits of stored events (docs/decisions/0008-events-are-stored.md).</summary>
public sealed record EventRetention
{
    /// <summary>The retention of an event after its last write (<c>--event-ttl</c>).</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The max number of events (<c>--max-events</c>).</summary>
    public int MaxCount { get; init; } = 10_000;

    /// <summary>The max size of all events together, in bytes of JSON (<c>--max-event-bytes</c>).</summary>
    public long MaxBytes { get; init; } = 32 * 1024 * 1024;
}
