using Signet.Core.Metrics;

namespace Signet.Server.Outbound;

/// <summary>The metrics of requests to webhooks. The names of certificates' faults are those of kube-apiserver (<c>pkg/util/webhook/metrics.go</c>).</summary>
internal sealed class WebhookMetrics(MetricSet metrics)
{
    /// <summary>The buckets of times that a webhook takes, in seconds.</summary>
    public static readonly double[] DurationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly CounterMetric _missingNames = metrics.Counter(
        "apiserver_webhooks_x509_missing_san_total", "Connections to webhooks that were refused because the server's certificate has no subject alternative name.");

    private readonly CounterMetric _sha1Signatures = metrics.Counter(
        "apiserver_webhooks_x509_insecure_sha1_total", "Connections to webhooks that were refused because a certificate of the server is signed with SHA-1.");

    private readonly HistogramMetric _durations = metrics.Histogram(
        "signet_webhook_request_duration_seconds", "Time of a request to a webhook, by the status code; error when there was none.", DurationBuckets, "webhook", "code");

    /// <summary>The metrics of one webhook.</summary>
    /// <param name="webhook">Its name, of a fixed set.</param>
    public WebhookCalls Of(string webhook) => new(this, webhook);

    /// <summary>Records the time of a request.</summary>
    /// <param name="webhook">The name of the webhook.</param>
    /// <param name="duration">From sending to the answer or the failure.</param>
    /// <param name="code">The status code, or <c>error</c>.</param>
    public void Record(string webhook, TimeSpan duration, string code) => _durations.Record(duration, webhook, code);

    /// <summary>Counts a refused certificate.</summary>
    public void Refused(CertificateFault fault) => (fault == CertificateFault.Sha1Signature ? _sha1Signatures : _missingNames).Add(1);
}
