namespace Signet.Server.Exposition;

/// <summary>A text format of metrics.</summary>
internal enum ExpositionFormat
{
    /// <summary>The text format of Prometheus, version 0.0.4.</summary>
    Prometheus,

    /// <summary>OpenMetrics, version 1.0.0: with exemplars.</summary>
    OpenMetrics,
}
