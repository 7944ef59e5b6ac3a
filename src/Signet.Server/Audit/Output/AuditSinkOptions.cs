namespace Signet.Server.Audit.Output;

/// <summary>The mode and the limits of an output of audit events.</summary>
internal sealed record AuditSinkOptions
{
    /// <summary>How requests wait for the output.</summary>
    public AuditMode Mode { get; init; }

    /// <summary>The maximum number of queued events; 0 limits only their bytes.</summary>
    public int MaxQueuedEvents { get; init; }

    /// <summary>The maximum number of events that are written at once; 0 for no limit.</summary>
    public int MaxBatchEvents { get; init; }

    /// <summary>The size in bytes from which an event is written without its bodies; 0 for no limit.</summary>
    public int MaxEventBytes { get; init; }
}
