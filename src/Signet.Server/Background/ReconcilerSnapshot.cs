namespace Signet.Server.Background;

/// <summary>The counters of a reconciler since the process started, and its state now.</summary>
internal sealed record ReconcilerSnapshot
{
    /// <summary>How often an item was processed, with whatever result.</summary>
    public required long Processed { get; init; }

    /// <summary>How often that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>How often an item was processed again after a failure.</summary>
    public required long Retried { get; init; }

    /// <summary>How often a worker ended unexpectedly and was started again.</summary>
    public required long WorkerFaults { get; init; }

    /// <summary>Items that wait for a worker.</summary>
    public required int Queued { get; init; }

    /// <summary>Items that are being processed.</summary>
    public required int Active { get; init; }

    /// <summary>Items that wait for a time: after a failure, or because their processing asked for it.</summary>
    public required int Delayed { get; init; }

    /// <summary>Items whose last processing failed.</summary>
    public required int Failing { get; init; }

    /// <summary>Since when the item fails that has failed longest; null when none does.</summary>
    public required DateTimeOffset? FailingSince { get; init; }

    /// <summary>Workers that have ended unexpectedly and wait for their next start.</summary>
    public required int EndedWorkers { get; init; }

    /// <summary>Whether nothing waits and nothing is being processed.</summary>
    public bool IsIdle => Queued == 0 && Active == 0 && Delayed == 0;
}
