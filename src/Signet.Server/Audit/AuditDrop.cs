namespace Signet.Server.Audit;

/// <summary>Why an event was dropped: the label <c>reason</c> of the metric.</summary>
internal static class AuditDrop
{
    /// <summary>The queue was full.</summary>
    public const string QueueFull = "queue_full";

    /// <summary>The event is larger than the output takes, also without its bodies.</summary>
    public const string TooLarge = "too_large";

    /// <summary>The webhook refused the event again and again.</summary>
    public const string Rejected = "rejected";

    /// <summary>The server stopped before the output took the event.</summary>
    public const string Shutdown = "shutdown";
}
