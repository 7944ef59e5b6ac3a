namespace Signet.Server.Audit.Output;

/// <summary>How requests wait for an output of audit events (<c>--audit-log-mode</c>, <c>--audit-webhook-mode</c>).</summary>
public enum AuditMode
{
    /// <summary>Events are queued and written in the background.</summary>
    Batch,

    /// <summary>An answer is sent after its event was written.</summary>
    Blocking,

    /// <summary>
    /// As <see cref="Blocking"/>; also, a request is processed after the event of its receipt was written. Written means on the disk (fsync), or accepted by
    /// the webhook. A request whose event cannot be written fails.
    /// </summary>
    BlockingStrict,
}
