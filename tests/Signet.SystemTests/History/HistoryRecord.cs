namespace Signet.SystemTests.History;

/// <summary>One request of a client, or what a watcher received, with the times before it was sent and after its answer had come.</summary>
/// <param name="Kind">The operation.</param>
/// <param name="Replica">The number of the replica.</param>
/// <param name="Subject">The object: a name that is used once, or the name of a counter.</param>
/// <param name="Began">The time before the request, in milliseconds since the start of the run.</param>
/// <param name="Ended">The time after the answer.</param>
/// <param name="Result">The result.</param>
internal sealed record HistoryRecord(HistoryKind Kind, int Replica, string Subject, long Began, long Ended, HistoryResult Result)
{
    /// <summary>The resourceVersion of the answer or event; 0 without one.</summary>
    public long Revision { get; init; }

    /// <summary>The value of a counter after the write, as it was sent.</summary>
    public long Value { get; init; }
}
