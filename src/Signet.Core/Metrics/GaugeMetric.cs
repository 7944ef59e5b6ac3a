using System.Diagnostics.Metrics;

namespace Signet.Core.Metrics;

/// <summary>A number of things that are there now: requests, connections. Safe to use by many threads.</summary>
public sealed class GaugeMetric
{
    private readonly UpDownCounter<long> _instrument;
    private readonly string[] _labels;

    internal GaugeMetric(UpDownCounter<long> instrument, string[] labels) => (_instrument, _labels) = (instrument, labels);

    /// <summary>Adds to the number with these values of the labels, or subtracts from it.</summary>
    /// <param name="change">The change; negative to subtract.</param>
    /// <param name="values">The values of the labels, in their order. They must come from a small fixed set.</param>
    /// <remarks>Every change counts, also while nothing collects the metric: the number would be wrong later.</remarks>
    public void Add(long change, params ReadOnlySpan<string> values)
    {
        MetricLabels pairs = default;
        _instrument.Add(change, MetricLabels.Pair(_labels, values, ref pairs));
    }
}
