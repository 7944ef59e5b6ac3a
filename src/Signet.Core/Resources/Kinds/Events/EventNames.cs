namespace Signet.Core.Resources.Kinds.Events;

/// <summary>
/// The names of the fields of an event that differ between <c>v1</c> and <c>events.k8s.io/v1</c> (Kubernetes,
/// <c>pkg/apis/events/v1/conversion.go</c>).
/// </summary>
internal sealed record EventNames
{
    /// <summary><c>v1</c>.</summary>
    public static EventNames Core { get; } = new()
    {
        InvolvedObject = "involvedObject",
        Message = "message",
        Source = "source",
        FirstTimestamp = "firstTimestamp",
        LastTimestamp = "lastTimestamp",
        Count = "count",
        ReportingController = "reportingComponent",
    };

    /// <summary><c>events.k8s.io/v1</c>.</summary>
    public static EventNames Events { get; } = new()
    {
        InvolvedObject = "regarding",
        Message = "note",
        Source = "deprecatedSource",
        FirstTimestamp = "deprecatedFirstTimestamp",
        LastTimestamp = "deprecatedLastTimestamp",
        Count = "deprecatedCount",
        ReportingController = "reportingController",
    };

    public required string InvolvedObject { get; init; }

    public required string Message { get; init; }

    public required string Source { get; init; }

    public required string FirstTimestamp { get; init; }

    public required string LastTimestamp { get; init; }

    public required string Count { get; init; }

    public required string ReportingController { get; init; }

    /// <summary>Maps each name to the name of the same field in the other version.</summary>
    public IReadOnlyDictionary<string, string> To(EventNames other) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [InvolvedObject] = other.InvolvedObject,
        [Message] = other.Message,
        [Source] = other.Source,
        [FirstTimestamp] = other.FirstTimestamp,
        [LastTimestamp] = other.LastTimestamp,
        [Count] = other.Count,
        [ReportingController] = other.ReportingController,
    };
}
