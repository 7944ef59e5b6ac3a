namespace Signet.SystemTests.History.Checking;

/// <summary>One request of a client, with the times before it was sent and after its answer had come, on one monotonic clock.</summary>
/// <param name="Kind">What was asked.</param>
/// <param name="Replica">The number of the replica that was asked.</param>
/// <param name="Name">The object; empty for a list.</param>
/// <param name="Began">The time before the request.</param>
/// <param name="Ended">The time after the answer.</param>
/// <param name="Result">The result.</param>
internal sealed record Call(CallKind Kind, int Replica, string Name, TimeSpan Began, TimeSpan Ended, CallResult Result)
{
    /// <summary>The resourceVersion of the answer; 0 without one.</summary>
    public long Revision { get; init; }

    /// <summary>The value of a counter, as it was sent or read.</summary>
    public long Value { get; init; }

    /// <summary>The listed objects: resourceVersions by name.</summary>
    public IReadOnlyDictionary<string, long> Listed { get; init; } = new Dictionary<string, long>();
}
