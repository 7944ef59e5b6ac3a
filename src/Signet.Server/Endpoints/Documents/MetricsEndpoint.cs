using Signet.Core.Metrics;
using Signet.Core.Primitives;
using Signet.Server.Exposition;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Documents;

/// <summary><c>/metrics</c> and <c>/metrics/slis</c>: metrics as the text of Prometheus, or as OpenMetrics for a client that accepts it.</summary>
internal sealed class MetricsEndpoint(MetricSet metrics, HealthIndicators indicators)
{
    /// <summary>The path of the metrics.</summary>
    public const string Path = "/metrics";

    /// <summary>The path of the indicators of health.</summary>
    public const string IndicatorsPath = "/metrics/slis";

    /// <summary>Both.</summary>
    public static IReadOnlyList<string> Paths { get; } = [Path, IndicatorsPath];

    private const string PrometheusType = "text/plain; version=0.0.4; charset=utf-8";
    private const string OpenType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static readonly string[] Offered = ["text/plain", "application/openmetrics-text"];

    /// <summary>Answers a request; null when it names another path.</summary>
    public Answer? Answer(ReceivedRequest request)
    {
        var set = request.Info.Path switch
        {
            Path => metrics,
            IndicatorsPath => indicators.Metrics,
            _ => null,
        };
        if (set is null)
        {
            return null;
        }

        if (request.Info.Verb is not ("get" or "head"))
        {
            return StatusErrors.MethodNotAllowed;
        }

        // A client that accepts neither gets the text, as of Prometheus' own libraries.
        var isOpen = MediaRanges.Choose(request.Http.Request, Offered) == Offered[1];
        var text = ExpositionWriter.Write(set.Collect(), isOpen ? ExpositionFormat.OpenMetrics : ExpositionFormat.Prometheus);
        return new Answer.Document(200, isOpen ? OpenType : PrometheusType, text) { Vary = "Accept" };
    }
}
