using System.Diagnostics.Metrics;

namespace Signet.Core.Metrics;

/// <summary>A sum that only grows. Safe to use by many threads; costs a branch while nothing collects it.</summary>
public sealed class CounterMetric
{
    private readonly Counter<long> _instrument;
    private readonly string[] _labels;

    internal CounterMetric(Counter<long> instrument, string[] labels) => (_instrument, _labels) = (instrument, labels);

    /// <summary>Adds to the sum with these values of the labels.</summary>
    /// <param name="count">At least 0.</param>
    /// <param name="values">The values of the labels, in their order. They must come from a small fixed set.</param>
    public void Add(long count, params ReadOnlySpan<string> values)
    {
        if (_instrument.Enabled)
        {
            MetricLabels pairs = default;
            _instrument.Add(count, MetricLabels.Pair(_labels, values, ref pairs));
        }
    }
}
