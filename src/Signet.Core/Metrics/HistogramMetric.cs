namespace Signet.Core.Metrics;

/// <summary>Numbers of values by size. Safe to use by many threads.</summary>
internal sealed class HistogramMetric
{
    private readonly LabeledCells<HistogramCell> _cells;

    internal HistogramMetric(LabeledCells<HistogramCell> cells) => _cells = cells;

    /// <summary>Records a time in seconds.</summary>
    /// <param name="duration">The time.</param>
    /// <param name="values">The values of the labels, in their order. They come from a small fixed set.</param>
    public void Record(TimeSpan duration, params ReadOnlySpan<string> values) => _cells.Find(values).Record(duration);

    /// <summary>Records a value.</summary>
    /// <param name="value">The value, in the unit that the name of the metric ends with.</param>
    /// <param name="values">The values of the labels, in their order. They come from a small fixed set.</param>
    public void Record(double value, params ReadOnlySpan<string> values) => _cells.Find(values).Record(value);

    /// <summary>The histogram for some values of the labels, for callers on the hot path, which keep it.</summary>
    public HistogramCell With(params ReadOnlySpan<string> values) => _cells.Find(values);
}
