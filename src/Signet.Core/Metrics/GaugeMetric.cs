namespace Signet.Core.Metrics;

/// <summary>A number of things that are there now: requests, connections. Safe to use by many threads.</summary>
internal sealed class GaugeMetric
{
    private readonly LabeledCells<ValueCell> _cells;

    internal GaugeMetric(LabeledCells<ValueCell> cells) => _cells = cells;

    /// <summary>Adds to the number for some values of the labels, or subtracts from it.</summary>
    /// <param name="change">The change; negative to subtract.</param>
    /// <param name="values">The values of the labels, in their order. They come from a small fixed set.</param>
    public void Add(long change, params ReadOnlySpan<string> values) => _cells.Find(values).Add(change);

    /// <summary>Replaces the number for some values of the labels.</summary>
    /// <param name="value">The number.</param>
    /// <param name="values">The values of the labels, in their order. They come from a small fixed set.</param>
    public void Set(long value, params ReadOnlySpan<string> values) => _cells.Find(values).Set(value);

    /// <summary>The number for some values of the labels, for callers on the hot path, which keep it.</summary>
    public ValueCell With(params ReadOnlySpan<string> values) => _cells.Find(values);
}
