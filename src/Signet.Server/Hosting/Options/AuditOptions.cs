using Signet.Server.Audit.Output;
using Signet.Server.Audit.Webhook;

namespace Signet.Server.Hosting.Options;

/// <summary>The audit log and the audit webhook.</summary>
public sealed record AuditOptions
{
    /// <summary><c>--audit-log-path</c>: a file, or <c>-</c> for standard output; null disables the audit log.</summary>
    public string? LogPath { get; init; }

    /// <summary><c>--audit-log-mode</c>.</summary>
    public AuditMode LogMode { get; init; }

    /// <summary><c>--audit-log-maxsize</c>, <c>-maxage</c>, <c>-maxbackup</c> and <c>-compress</c>.</summary>
    public AuditRotation Rotation { get; init; } = new();

    /// <summary><c>--audit-log-batch-buffer-size</c>: the queued events from which new requests are held; 0 limits only their size (32 MiB).</summary>
    public int LogBufferSize { get; init; }

    /// <summary><c>--audit-log-batch-max-size</c>: the maximum number of events in a write; 0 limits only their size (256 KiB).</summary>
    public int LogMaxBatchSize { get; init; }

    /// <summary><c>--audit-log-truncate-enabled</c>: whether large events have no bodies.</summary>
    public bool LogTruncates { get; init; }

    /// <summary><c>--audit-log-truncate-max-event-size</c>: the size in bytes from which an event has no bodies.</summary>
    public int LogMaxEventBytes { get; init; } = 102_400;

    /// <summary><c>--audit-webhook-*</c>.</summary>
    public AuditWebhookOptions Webhook { get; init; } = new();

    /// <summary><c>--audit-policy-file</c>; null uses the default policy: the metadata of all requests except health checks.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>Whether the audit log goes to standard output, which then must have nothing else.</summary>
    internal bool IsStandardOutput => AuditOutputs.IsStandardOutput(LogPath);

    /// <summary>Whether events are recorded.</summary>
    internal bool IsEnabled => LogPath is not null || Webhook.ConfigurationFile is not null;
}
