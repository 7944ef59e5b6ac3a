using Signet.Core.Metrics;

namespace Signet.Server.Endpoints.Documents;

/// <summary>
/// The service level indicators of health (component-base, <c>metrics/prometheus/slis</c>): the last result of each check and the number of results,
/// counted when a path of health is read. Checks have names of a fixed set.
/// </summary>
internal sealed class HealthIndicators : IDisposable
{
    private const string Succeeded = "success";
    private const string Failed = "error";
    private readonly GaugeMetric _last;
    private readonly CounterMetric _results;

    public HealthIndicators()
    {
        _last = Metrics.Gauge("kubernetes_healthcheck", "1 when the last result of a health check was good, else 0.", "name", "type");
        _results = Metrics.Counter("kubernetes_healthchecks_total", "Results of health checks.", "name", "status", "type");
    }

    /// <summary>The indicators, which <c>/metrics/slis</c> has and <c>/metrics</c> has not.</summary>
    public MetricSet Metrics { get; } = new();

    /// <summary>Counts a result.</summary>
    /// <param name="check">The name of the check.</param>
    /// <param name="path">The path that it was read for: <c>healthz</c>, <c>livez</c>, <c>readyz</c>.</param>
    /// <param name="isHealthy">Whether it was good.</param>
    public void Count(string check, string path, bool isHealthy)
    {
        _last.Set(isHealthy ? 1 : 0, check, path);
        _results.Add(1, check, isHealthy ? Succeeded : Failed, path);
    }

    /// <inheritdoc/>
    public void Dispose() => Metrics.Dispose();
}
