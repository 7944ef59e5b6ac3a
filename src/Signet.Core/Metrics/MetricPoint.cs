namespace Signet.Core.Metrics;

/// <summary>The collected value of a metric for some values of its labels.</summary>
/// <param name="Labels">The values of the labels, in their order.</param>
/// <param name="Value">The value; of a histogram the sum.</param>
internal sealed record MetricPoint(IReadOnlyList<string> Labels, double Value)
{
    /// <summary>For each bucket of a histogram how many values are in it and in no smaller one; the last one has no upper bound. Else empty.</summary>
    public IReadOnlyList<long> Counts { get; init; } = [];

    /// <summary>For each bucket the last value that was recorded in a sampled trace; null where there is none.</summary>
    public IReadOnlyList<Exemplar?> Exemplars { get; init; } = [];
}
