using System.Diagnostics.Metrics;

namespace Signet.Core.Metrics;

/// <summary>
/// The metrics of one server. Each room declares its own in one class (<c>RequestMetrics</c>), with the names of kube-apiserver where the thing exists
/// there, else with <c>signet_</c>. Labels have values from small fixed sets only: never a user, a namespace, a path, an address or a token.
/// </summary>
/// <remarks>
/// Values are kept in cells, which cost an interlocked operation (docs/decisions/0044-metrics.md). <see cref="Collect"/> reads them for the exposition. Each metric is
/// also an instrument of a <see cref="Meter"/>, so that OpenTelemetry, and a program with a server inside, can collect it. Safe to use by many threads.
/// </remarks>
internal sealed class MetricSet : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Signet";

    private readonly Meter _meter;
    private readonly Lock _access = new();
    private readonly SortedDictionary<string, Declared> _declared = new(StringComparer.Ordinal);

    /// <summary>Creates an empty set with a meter whose scope is this set: it tells the servers of one process apart.</summary>
    public MetricSet() => _meter = new Meter(new MeterOptions(MeterName) { Scope = this });

    /// <summary>All declared metrics, by name.</summary>
    public IReadOnlyList<MetricDescription> Described => [.. All.Select(declared => declared.Description)];

    /// <summary>All declared metrics with their present values, by name.</summary>
    public IReadOnlyList<MetricFamily> Collect() => [.. All.Select(declared => new MetricFamily(declared.Description, [.. declared.Read()]))];

    /// <summary>Whether an instrument belongs to this set, and not to another server of the process.</summary>
    public bool Owns(Instrument instrument) => ReferenceEquals(instrument.Meter.Scope, this);

    /// <summary>Declares a counter. Its name ends with <c>_total</c>, unless Kubernetes' name does not.</summary>
    /// <exception cref="ArgumentException">The name is declared already. Also of the other methods.</exception>
    public CounterMetric Counter(string name, string help, params string[] labels) => new(Values(name, MetricKind.Counter, help, labels));

    /// <summary>Declares a number that is counted up and down.</summary>
    public GaugeMetric Gauge(string name, string help, params string[] labels) => new(Values(name, MetricKind.Gauge, help, labels));

    /// <summary>Declares a histogram.</summary>
    /// <param name="name">Ends with the unit: <c>_seconds</c>, <c>_bytes</c>.</param>
    /// <param name="help">One sentence.</param>
    /// <param name="buckets">The upper bounds, ascending, without infinity.</param>
    /// <param name="labels">The names of the labels.</param>
    public HistogramMetric Histogram(string name, string help, IReadOnlyList<double> buckets, params string[] labels)
    {
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets };
        var instrument = _meter.CreateHistogram(name, unit: null, help, tags: null, advice);
        double[] bounds = [.. buckets];
        var cells = new LabeledCells<HistogramCell>(labels, values => new HistogramCell(bounds, instrument, TagsOf(labels, values)));
        Declare(new MetricDescription(name, MetricKind.Histogram, help, labels, bounds), () => cells.All.Select(cell => cell.Value.Collect(cell.Key)));
        if (labels.Length == 0)
        {
            _ = cells.Find([]);
        }

        return new HistogramMetric(cells);
    }

    /// <summary>Declares a gauge without labels that is read when metrics are collected.</summary>
    public void Observe(string name, string help, Func<double> read) => Observe(name, help, [], () => [new MetricReading(read())]);

    /// <summary>Declares a gauge with labels that is read when metrics are collected.</summary>
    public void Observe(string name, string help, IReadOnlyList<string> labels, Func<IEnumerable<MetricReading>> read) =>
        Observe(new MetricDescription(name, MetricKind.Gauge, help, labels, []), read);

    /// <summary>Declares a counter without labels that is read when metrics are collected.</summary>
    public void ObserveCounter(string name, string help, Func<double> read) => ObserveCounter(name, help, [], () => [new MetricReading(read())]);

    /// <summary>Declares a counter with labels that is read when metrics are collected.</summary>
    public void ObserveCounter(string name, string help, IReadOnlyList<string> labels, Func<IEnumerable<MetricReading>> read) =>
        Observe(new MetricDescription(name, MetricKind.Counter, help, labels, []), read);

    /// <summary>Ends the collection by listeners of the meter.</summary>
    public void Dispose() => _meter.Dispose();

    private IReadOnlyList<Declared> All
    {
        get
        {
            lock (_access)
            {
                return [.. _declared.Values];
            }
        }
    }

    /// <summary>A metric without labels has the value 0 from the start; one with labels has none until something happened.</summary>
    private LabeledCells<ValueCell> Values(string name, MetricKind kind, string help, string[] labels)
    {
        var cells = new LabeledCells<ValueCell>(labels, _ => new ValueCell());
        if (labels.Length == 0)
        {
            _ = cells.Find([]);
        }

        Observe(new MetricDescription(name, kind, help, labels, []), () => cells.All.Select(cell => new MetricReading(cell.Value.Value, cell.Key)));
        return cells;
    }

    private void Observe(MetricDescription metric, Func<IEnumerable<MetricReading>> read)
    {
        Declare(metric, () => read().Select(reading => new MetricPoint(Checked(metric, reading), reading.Value)));
        Func<IEnumerable<Measurement<double>>> measure = () =>
            read().Select(reading => new Measurement<double>(reading.Value, TagsOf(metric.Labels, reading.Labels)));
        if (metric.Kind == MetricKind.Counter)
        {
            _meter.CreateObservableCounter(metric.Name, measure, unit: null, metric.Help);
        }
        else
        {
            _meter.CreateObservableGauge(metric.Name, measure, unit: null, metric.Help);
        }
    }

    private void Declare(MetricDescription metric, Func<IEnumerable<MetricPoint>> read)
    {
        lock (_access)
        {
            if (!_declared.TryAdd(metric.Name, new Declared(metric, read)))
            {
                throw new ArgumentException($"The metric {metric.Name} is declared twice.", nameof(metric));
            }
        }
    }

    private static IReadOnlyList<string> Checked(MetricDescription metric, MetricReading reading) => reading.Labels.Count == metric.Labels.Count
        ? reading.Labels
        : throw new ArgumentException($"The metric {metric.Name} has {metric.Labels.Count} labels and got {reading.Labels.Count} values.", nameof(reading));

    private static KeyValuePair<string, object?>[] TagsOf(IReadOnlyList<string> labels, IReadOnlyList<string> values) =>
        [.. labels.Zip(values, (name, value) => new KeyValuePair<string, object?>(name, value))];

    /// <summary>A metric, and how its present values are read.</summary>
    private sealed record Declared(MetricDescription Description, Func<IEnumerable<MetricPoint>> Read);
}
