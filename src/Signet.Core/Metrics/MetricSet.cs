using System.Diagnostics.Metrics;

namespace Signet.Core.Metrics;

/// <summary>
/// The metrics of one server. Each room declares its own in one class (<c>RequestMetrics</c>), with the names of kube-apiserver where the thing exists there, else
/// with <c>signet_</c>. Labels have values from small fixed sets only: never a user, a namespace, a path, an address or a token.
/// </summary>
/// <remarks>Safe to use by many threads. The instruments are those of <see cref="Meter"/>, so that a program with a server inside can collect them itself.</remarks>
public sealed class MetricSet : IDisposable
{
    /// <summary>The name of the _meter.</summary>
    public const string MeterName = "Signet";

    private readonly Meter _meter;
    private readonly Lock _access = new();
    private readonly SortedDictionary<string, MetricDescription> _described = new(StringComparer.Ordinal);

    /// <summary>Creates an empty set with a meter whose scope is this set: it tells the servers of one process apart.</summary>
    public MetricSet() => _meter = new Meter(new MeterOptions(MeterName) { Scope = this });

    /// <summary>All declared metrics, by name.</summary>
    public IReadOnlyList<MetricDescription> Described
    {
        get
        {
            lock (_access)
            {
                return [.. _described.Values];
            }
        }
    }

    /// <summary>Whether an instrument belongs to this set, and not to another server of the process.</summary>
    public bool Owns(Instrument instrument) => ReferenceEquals(instrument.Meter.Scope, this);

    /// <summary>Declares a counter. Its name ends with <c>_total</c>, unless Kubernetes' name does not.</summary>
    /// <exception cref="ArgumentException">The name is declared already or there are too many labels. Also of the other methods.</exception>
    public CounterMetric Counter(string name, string help, params string[] labels)
    {
        Describe(name, MetricKind.Counter, help, labels, []);
        return new CounterMetric(_meter.CreateCounter<long>(name, unit: null, help), labels);
    }

    /// <summary>Declares a number that is counted up and down.</summary>
    public GaugeMetric Gauge(string name, string help, params string[] labels)
    {
        Describe(name, MetricKind.Gauge, help, labels, []);
        return new GaugeMetric(_meter.CreateUpDownCounter<long>(name, unit: null, help), labels);
    }

    /// <summary>Declares a histogram.</summary>
    /// <param name="name">Ends with the unit: <c>_seconds</c>, <c>_bytes</c>.</param>
    /// <param name="help">One sentence.</param>
    /// <param name="buckets">The upper bounds, ascending, without infinity.</param>
    /// <param name="labels">The names of the labels.</param>
    public HistogramMetric Histogram(string name, string help, IReadOnlyList<double> buckets, params string[] labels)
    {
        Describe(name, MetricKind.Histogram, help, labels, buckets);
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets };
        return new HistogramMetric(_meter.CreateHistogram(name, unit: null, help, tags: null, advice), labels);
    }

    /// <summary>Declares a gauge without labels that is read when metrics are collected.</summary>
    public void Observe(string name, string help, Func<double> read)
    {
        Describe(name, MetricKind.Gauge, help, [], []);
        _meter.CreateObservableGauge(name, read, unit: null, help);
    }

    /// <summary>Declares a gauge with labels that is read when metrics are collected.</summary>
    public void Observe(string name, string help, IReadOnlyList<string> labels, Func<IEnumerable<MetricReading>> read)
    {
        Describe(name, MetricKind.Gauge, help, labels, []);
        _meter.CreateObservableGauge(name, () => read().Select(reading => MeasurementOf(reading, labels)), unit: null, help);
    }

    /// <summary>Declares a counter that is read when metrics are collected.</summary>
    public void ObserveCounter(string name, string help, IReadOnlyList<string> labels, Func<IEnumerable<MetricReading>> read)
    {
        Describe(name, MetricKind.Counter, help, labels, []);
        _meter.CreateObservableCounter(name, () => read().Select(reading => MeasurementOf(reading, labels)), unit: null, help);
    }

    /// <summary>Ends the collection.</summary>
    public void Dispose() => _meter.Dispose();

    private static Measurement<double> MeasurementOf(MetricReading reading, IReadOnlyList<string> labels) => reading.Labels.Count == labels.Count
        ? new Measurement<double>(reading.Value, labels.Zip(reading.Labels, (name, value) => new KeyValuePair<string, object?>(name, value)))
        : throw new ArgumentException($"A metric with {labels.Count} labels got {reading.Labels.Count} values.", nameof(reading));

    private void Describe(string name, MetricKind kind, string help, IReadOnlyList<string> labels, IReadOnlyList<double> buckets)
    {
        if (labels.Count > MetricLabels.MaxCount)
        {
            throw new ArgumentException($"The metric {name} has more than {MetricLabels.MaxCount} labels.", nameof(labels));
        }

        lock (_access)
        {
            if (!_described.TryAdd(name, new MetricDescription(name, kind, help, labels, buckets)))
            {
                throw new ArgumentException($"The metric {name} is declared twice.", nameof(name));
            }
        }
    }
}
