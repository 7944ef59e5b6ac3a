using System.Diagnostics.Metrics;

namespace Signet.Core.Metrics;

/// <summary>Numbers of values by size. Safe to use by many threads; costs a branch while nothing collects it.</summary>
public sealed class HistogramMetric
{
    private readonly Histogram<double> _instrument;
    private readonly string[] _labels;

    internal HistogramMetric(Histogram<double> instrument, string[] labels) => (_instrument, _labels) = (instrument, labels);

    /// <summary>Records a time in seconds.</summary>
    /// <param name="duration">The time.</param>
    /// <param name="values">The values of the labels, in their order. They must come from a small fixed set.</param>
    public void Record(TimeSpan duration, params ReadOnlySpan<string> values) => Record(duration.TotalSeconds, values);

    /// <summary>Records a value.</summary>
    /// <param name="value">The value, in the unit that the name of the metric ends with.</param>
    /// <param name="values">The values of the labels, in their order. They must come from a small fixed set.</param>
    public void Record(double value, params ReadOnlySpan<string> values)
    {
        if (_instrument.Enabled)
        {
            MetricLabels pairs = default;
            _instrument.Record(value, MetricLabels.Pair(_labels, values, ref pairs));
        }
    }
}
