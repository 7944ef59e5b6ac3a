using Signet.Core.Metrics;
using Signet.Server.Outbound;

namespace Signet.Server.Authorization.Webhook;

/// <summary>The metrics of the authorization webhook (apiserver, <c>plugin/pkg/authorizer/webhook/metrics</c>).</summary>
internal sealed class WebhookAuthorizerMetrics(MetricSet metrics)
{
    /// <summary>Kubernetes names an authorizer of a flag by its mode.</summary>
    private const string Name = "webhook";

    private const string Succeeded = "success";

    private readonly CounterMetric _evaluations = metrics.Counter(
        "apiserver_authorization_webhook_evaluations_total", "Reviews by the authorization webhook, with their repetitions.", "name", "result");

    private readonly HistogramMetric _durations = metrics.Histogram(
        "apiserver_authorization_webhook_duration_seconds", "Time of a review by the authorization webhook, with its repetitions.", WebhookMetrics.DurationBuckets, "name", "result");

    private readonly CounterMetric _failOpen = metrics.Counter(
        "apiserver_authorization_webhook_evaluations_fail_open_total", "Reviews that failed and are no opinion: other authorizers decide.", "name", "result");

    /// <summary>Counts a review.</summary>
    /// <param name="duration">From the first attempt to the answer or the last failure.</param>
    /// <param name="failure">Why there is no answer; null when there is one.</param>
    public void Count(TimeSpan duration, WebhookFailedException? failure)
    {
        var result = failure is null ? Succeeded : failure.IsTimeout ? "timeout" : "error";
        _evaluations.Add(1, Name, result);
        _durations.Record(duration, Name, result);
        if (failure is not null)
        {
            _failOpen.Add(1, Name, result);
        }
    }
}
