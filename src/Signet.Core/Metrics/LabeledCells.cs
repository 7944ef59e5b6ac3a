using System.Collections.Concurrent;

namespace Signet.Core.Metrics;

/// <summary>The cells of a metric by the values of its labels. Their number is bounded: past the limit all values are counted as <c>overflow</c>.</summary>
/// <param name="labels">The names of the labels.</param>
/// <param name="create">Creates an empty cell for some values.</param>
internal sealed class LabeledCells<TCell>(string[] labels, Func<string[], TCell> create)
    where TCell : class
{
    /// <summary>The most combinations of values. A limit against mistakes: values come from small fixed sets.</summary>
    public const int MaxCount = 4_000;

    /// <summary>The value of every label past the limit.</summary>
    public const string Overflow = "overflow";

    private readonly ConcurrentDictionary<string[], TCell> _cells = new(LabelValues.Comparer);

    /// <summary>All cells.</summary>
    public IEnumerable<KeyValuePair<string[], TCell>> All => _cells;

    /// <summary>The cell of some values. Allocates only for the first use of the values.</summary>
    /// <exception cref="ArgumentException">There are not as many values as labels.</exception>
    public TCell Find(ReadOnlySpan<string> values)
    {
        if (values.Length != labels.Length)
        {
            throw new ArgumentException($"A metric with {labels.Length} labels got {values.Length} values.", nameof(values));
        }

        return _cells.GetAlternateLookup<ReadOnlySpan<string>>().TryGetValue(values, out var cell) ? cell : Add(values.ToArray());
    }

    private TCell Add(string[] values)
    {
        if (_cells.Count >= MaxCount)
        {
            Array.Fill(values, Overflow);
        }

        return _cells.GetOrAdd(values, create);
    }
}
