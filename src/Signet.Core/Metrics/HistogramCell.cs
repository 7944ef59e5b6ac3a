using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Signet.Core.Metrics;

/// <summary>A histogram for fixed values of its labels. Changed by many threads; allocates only for a value in a sampled trace.</summary>
internal sealed class HistogramCell
{
    private readonly double[] _bounds;
    private readonly long[] _counts;
    private readonly Exemplar?[] _exemplars;
    private readonly Histogram<double> _instrument;
    private readonly KeyValuePair<string, object?>[] _tags;
    private double _sum;

    /// <summary>Creates an empty histogram.</summary>
    /// <param name="bounds">The upper bounds of the buckets, ascending.</param>
    /// <param name="instrument">The instrument, for listeners other than the exposition.</param>
    /// <param name="tags">Names and values of the labels.</param>
    public HistogramCell(double[] bounds, Histogram<double> instrument, KeyValuePair<string, object?>[] tags)
    {
        (_bounds, _instrument, _tags) = (bounds, instrument, tags);
        (_counts, _exemplars) = (new long[bounds.Length + 1], new Exemplar?[bounds.Length + 1]);
    }

    /// <summary>Records a time in seconds.</summary>
    public void Record(TimeSpan duration) => Record(duration.TotalSeconds);

    /// <summary>Records a value: two interlocked operations.</summary>
    public void Record(double value)
    {
        var bucket = BucketOf(value);
        Interlocked.Increment(ref _counts[bucket]);
        var sum = Volatile.Read(ref _sum);
        for (double seen; (seen = Interlocked.CompareExchange(ref _sum, sum + value, sum)) != sum; sum = seen)
        {
        }

        if (Activity.Current is { Recorded: true } span)
        {
            Volatile.Write(ref _exemplars[bucket], new Exemplar(value, span.TraceId, span.SpanId));
        }

        if (_instrument.Enabled)
        {
            _instrument.Record(value, _tags);
        }
    }

    /// <summary>The values so far.</summary>
    public MetricPoint Collect(IReadOnlyList<string> labels) => new(labels, Volatile.Read(ref _sum))
    {
        Counts = [.. _counts.Select((_, at) => Interlocked.Read(ref _counts[at]))],
        Exemplars = [.. _exemplars.Select((_, at) => Volatile.Read(ref _exemplars[at]))],
    };

    /// <summary>The bucket of a value: an upper bound belongs to its bucket. Buckets are few, and most values are small.</summary>
    private int BucketOf(double value)
    {
        var at = 0;
        while (at < _bounds.Length && !(value <= _bounds[at]))
        {
            at++;
        }

        return at;
    }
}
