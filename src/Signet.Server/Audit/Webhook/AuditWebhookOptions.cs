using Signet.Server.Audit.Output;

namespace Signet.Server.Audit.Webhook;

/// <summary>The audit webhook: <c>--audit-webhook-*</c>. The defaults are those of kube-apiserver.</summary>
public sealed record AuditWebhookOptions
{
    /// <summary><c>--audit-webhook-config-file</c>: a kubeconfig; null sends no events.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary><c>--audit-webhook-mode</c>.</summary>
    public AuditMode Mode { get; init; }

    /// <summary><c>--audit-webhook-version</c>: <c>audit.k8s.io/v1</c>.</summary>
    public string Version { get; init; } = "audit.k8s.io/v1";

    /// <summary><c>--audit-webhook-initial-backoff</c>: the pause after the first failed request.</summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>--audit-webhook-batch-buffer-size</c>: the number of queued events from which events are dropped (batch) or requests held.</summary>
    public int BufferSize { get; init; } = 10_000;

    /// <summary><c>--audit-webhook-batch-max-size</c>: the maximum number of events in a request.</summary>
    public int MaxBatchSize { get; init; } = 400;

    /// <summary><c>--audit-webhook-batch-max-wait</c>: how long an event waits for more events; only in the mode batch.</summary>
    public TimeSpan MaxBatchWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>--audit-webhook-batch-throttle-enable</c>: whether requests are throttled; only in the mode batch.</summary>
    public bool IsThrottled { get; init; } = true;

    /// <summary><c>--audit-webhook-batch-throttle-qps</c>: requests per second.</summary>
    public double ThrottleRate { get; init; } = 10;

    /// <summary><c>--audit-webhook-batch-throttle-burst</c>: requests that are sent at once after a pause.</summary>
    public int ThrottleBurst { get; init; } = 15;

    /// <summary><c>--audit-webhook-truncate-enabled</c>: whether large events have no bodies.</summary>
    public bool Truncates { get; init; }

    /// <summary><c>--audit-webhook-truncate-max-event-size</c>: the size in bytes from which an event has no bodies.</summary>
    public int MaxEventBytes { get; init; } = 102_400;

    /// <summary><c>--audit-webhook-truncate-max-batch-size</c>: the maximum size of a request in bytes. A larger event is sent alone.</summary>
    public int MaxBatchBytes { get; init; } = 10 * 1024 * 1024;
}
