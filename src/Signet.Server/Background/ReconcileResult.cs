namespace Signet.Server.Background;

/// <summary>The result of processing an item.</summary>
internal readonly record struct ReconcileResult
{
    private ReconcileResult(string? failure, TimeSpan? delay) => (Failure, Delay) = (failure, delay);

    /// <summary>The item is in its desired state; it is processed again when it is added again.</summary>
    public static ReconcileResult Done => default;

    /// <summary>Why it failed; null when it did not.</summary>
    public string? Failure { get; }

    /// <summary>The delay before the item is processed again although it did not fail; null when it is not.</summary>
    public TimeSpan? Delay { get; }

    /// <summary>The item failed and is processed again after the backoff. The reason is logged, so it must not contain secret data.</summary>
    public static ReconcileResult Retry(string reason) => new(reason, null);

    /// <summary>The item waits for a condition that no event reports, and is processed again after the delay. This is not a failure.</summary>
    public static ReconcileResult RetryAfter(TimeSpan delay) => new(null, delay);
}
