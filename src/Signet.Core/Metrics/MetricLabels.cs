using System.Runtime.CompilerServices;

namespace Signet.Core.Metrics;

/// <summary>Pairs names and values of labels on the stack.</summary>
[InlineArray(MaxCount)]
internal struct MetricLabels
{
    /// <summary>The most labels of a metric.</summary>
    public const int MaxCount = 10;

    private KeyValuePair<string, object?> _first;

    /// <summary>Pairs names and values.</summary>
    /// <exception cref="ArgumentException">There are not as many values as names.</exception>
    public static ReadOnlySpan<KeyValuePair<string, object?>> Pair(string[] names, ReadOnlySpan<string> values, ref MetricLabels labels)
    {
        if (names.Length != values.Length)
        {
            throw new ArgumentException($"A metric with {names.Length} labels got {values.Length} values.", nameof(values));
        }

        for (var i = 0; i < names.Length; i++)
        {
            labels[i] = new KeyValuePair<string, object?>(names[i], values[i]);
        }

        return ((ReadOnlySpan<KeyValuePair<string, object?>>)labels)[..names.Length];
    }
}
