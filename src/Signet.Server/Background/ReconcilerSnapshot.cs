namespace Signet.Server.Background;

/// <summary>The counters of a reconciler since the process started, and its current state.</summary>
internal sealed record ReconcilerSnapshot
{
    /// <summary>Processed items, with any result.</summary>
    public required long Processed { get; init; }

    /// <summary>Failures.</summary>
    public required long Failed { get; init; }

    /// <summary>Retries after failures.</summary>
    public required long Retried { get; init; }

    /// <summary>Workers that ended unexpectedly and were restarted.</summary>
    public required long WorkerFaults { get; init; }

    /// <summary>Items that wait for a worker.</summary>
    public required int Queued { get; init; }

    /// <summary>Items that are being processed.</summary>
    public required int Active { get; init; }

    /// <summary>Items that wait for a delay, after a failure or at their own request.</summary>
    public required int Delayed { get; init; }

    /// <summary>Items whose last processing failed.</summary>
    public required int Failing { get; init; }

    /// <summary>The time of the first failure of the item that has failed longest; null when none fails.</summary>
    public required DateTimeOffset? FailingSince { get; init; }

    /// <summary>Workers that ended unexpectedly and wait for their restart.</summary>
    public required int EndedWorkers { get; init; }

    /// <summary>Whether no item waits or is being processed.</summary>
    public bool IsIdle => Queued == 0 && Active == 0 && Delayed == 0;
}
