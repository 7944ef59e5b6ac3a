namespace Signet.Core.Metrics;

/// <summary>The type of a metric, as Prometheus names it.</summary>
internal enum MetricKind
{
    /// <summary>A sum that only grows.</summary>
    Counter,

    /// <summary>A value that grows and falls.</summary>
    Gauge,

    /// <summary>Numbers of values by size, with their sum.</summary>
    Histogram,
}
