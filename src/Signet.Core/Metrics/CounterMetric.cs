namespace Signet.Core.Metrics;

/// <summary>A sum that only grows. Safe to use by many threads.</summary>
internal sealed class CounterMetric
{
    private readonly LabeledCells<ValueCell> _cells;

    internal CounterMetric(LabeledCells<ValueCell> cells) => _cells = cells;

    /// <summary>Adds to the sum for some values of the labels. Allocates nothing.</summary>
    /// <param name="count">At least 0.</param>
    /// <param name="values">The values of the labels, in their order. They come from a small fixed set.</param>
    public void Add(long count, params ReadOnlySpan<string> values) => _cells.Find(values).Add(count);

    /// <summary>The sum for some values of the labels, for callers on the hot path, which keep it.</summary>
    public ValueCell With(params ReadOnlySpan<string> values) => _cells.Find(values);
}
