namespace Signet.Cli.Status;

/// <summary>A sample of a metric.</summary>
/// <param name="Name">The name.</param>
/// <param name="Labels">The labels.</param>
/// <param name="Value">The value.</param>
internal sealed record MetricSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
