namespace Signet.Core.Metrics;

/// <summary>What is known of a metric before it has a value. The reference page of metrics and the exposition are made of it.</summary>
/// <param name="Name">The name in the exposition, which is also that of the instrument.</param>
/// <param name="Kind">The type.</param>
/// <param name="Help">One sentence.</param>
/// <param name="Labels">The names of the labels, in the order of their values.</param>
/// <param name="Buckets">The upper bounds of a histogram, ascending, without infinity; else empty.</param>
internal sealed record MetricDescription(string Name, MetricKind Kind, string Help, IReadOnlyList<string> Labels, IReadOnlyList<double> Buckets);
