namespace Signet.Core.Metrics;

/// <summary>A value that is read when metrics are collected, with the values of its labels.</summary>
/// <param name="Value">The value.</param>
/// <param name="Labels">The values of the labels, in their order.</param>
internal readonly record struct MetricReading(double Value, params IReadOnlyList<string> Labels);
