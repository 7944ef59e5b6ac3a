namespace Signet.Server.Hosting.Options;

/// <summary>Priority and fairness: how much work is done at a time, and what each caller gets of it.</summary>
public sealed record OverloadOptions
{
    /// <summary><c>--enable-priority-and-fairness</c>: requests wait in fair queues. False refuses them as soon as the limits are reached.</summary>
    public bool IsFair { get; init; } = true;

    /// <summary>
    /// <c>--max-requests-inflight</c>: gets, lists and starting watches at a time. Null derives it from the number of processors; 0 is no limit.
    /// </summary>
    public int? MaxReads { get; init; }

    /// <summary>
    /// <c>--max-mutating-requests-inflight</c>: token requests, reviews and writes at a time. Null derives it from the number of processors and the
    /// signer; 0 is no limit.
    /// </summary>
    public int? MaxWrites { get; init; }

    /// <summary><c>--max-watches</c>: running watches.</summary>
    public int MaxWatches { get; init; } = 20_000;

    /// <summary><c>--max-watches-per-user</c>: running watches of one user.</summary>
    public int MaxWatchesPerUser { get; init; } = 1_000;

    /// <summary><c>--watch-write-timeout</c>: how long the client of a watch may take to read what was written.</summary>
    public TimeSpan WatchWriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>--service-account-token-issue-rate</c>: tokens per second for each service account; 0 is no limit.</summary>
    public double IssueRate { get; init; }

    /// <summary><c>--service-account-token-issue-burst</c>: tokens at once for each service account; null is ten seconds of the rate.</summary>
    public int? IssueBurst { get; init; }
}
