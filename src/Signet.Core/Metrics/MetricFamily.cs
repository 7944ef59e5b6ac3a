namespace Signet.Core.Metrics;

/// <summary>A metric with its collected values.</summary>
/// <param name="Description">The metric.</param>
/// <param name="Points">The values, one for each combination of values of labels.</param>
internal sealed record MetricFamily(MetricDescription Description, IReadOnlyList<MetricPoint> Points);
