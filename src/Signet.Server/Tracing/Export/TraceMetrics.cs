using Signet.Core.Metrics;

namespace Signet.Server.Tracing.Export;

/// <summary>Declares the metrics of the export of traces.</summary>
internal static class TraceMetrics
{
    /// <summary>Declares them; a server without export has none.</summary>
    public static void Declare(MetricSet metrics, TraceExport? export)
    {
        if (export is not null)
        {
            metrics.ObserveCounter("signet_trace_spans_exported_total", "Spans that the collector has taken.", () => export.Exported);
            metrics.ObserveCounter(
                "signet_trace_spans_lost_total",
                "Spans that were not exported: the queue was full, or the collector did not take them.",
                ["reason"],
                () => [new MetricReading(export.Lost.Dropped, "queue_full"), new MetricReading(export.Lost.Failed, "export_failed")]);
        }
    }
}
