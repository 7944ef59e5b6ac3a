namespace Signet.Server.Background;

/// <summary>How the processing of an item ended.</summary>
internal readonly record struct ReconcileResult
{
    private ReconcileResult(string? failure, TimeSpan? delay) => (Failure, Delay) = (failure, delay);

    /// <summary>The item is as it has to be; it is processed again when it is added again.</summary>
    public static ReconcileResult Done => default;

    /// <summary>Why it failed; null when it did not.</summary>
    public string? Failure { get; }

    /// <summary>When it has to be processed again although it did not fail; null when it does not have to be.</summary>
    public TimeSpan? Delay { get; }

    /// <summary>It failed and is processed again after the backoff. The reason goes into the log: no secret data.</summary>
    public static ReconcileResult Retry(string reason) => new(reason, null);

    /// <summary>It waits for something that no event tells of, and is processed again after a time. This is not a failure.</summary>
    public static ReconcileResult RetryAfter(TimeSpan delay) => new(null, delay);
}
