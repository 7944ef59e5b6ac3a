using System.Diagnostics;
using System.Diagnostics.Metrics;
using Signet.Core.Metrics;

namespace Signet.Tests.Metrics;

public sealed class MetricSetTests : IDisposable
{
    private readonly MetricSet _metrics = new();

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task Counter_ManyThreads_LosesNothing()
    {
        var counter = _metrics.Counter("requests_total", "Requests.", "verb", "code");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                counter.Add(1, worker % 2 == 0 ? "GET" : "POST", "200");
            }
        })));

        var family = Assert.Single(_metrics.Collect());
        Assert.Equal(
            [("GET", 40_000.0), ("POST", 40_000.0)],
            family.Points.Select(point => (point.Labels[0], point.Value)).Order());
    }

    [Fact]
    public async Task Histogram_ManyThreads_CountsAndSums()
    {
        var histogram = _metrics.Histogram("wait_seconds", "Waits.", [0.1, 1]).With();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                histogram.Record(0.1);
                histogram.Record(0.5);
                histogram.Record(2);
            }
        })));

        var point = Assert.Single(Assert.Single(_metrics.Collect()).Points);
        Assert.Equal([8_000, 8_000, 8_000], point.Counts);
        Assert.Equal(8_000 * 2.6, point.Value, 3);
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(1.0, 0)]
    [InlineData(1.0000001, 1)]
    [InlineData(2.0, 1)]
    [InlineData(1e9, 2)]
    [InlineData(double.NaN, 2)]
    public void Histogram_Bound_BelongsToItsBucket(double value, int bucket)
    {
        _metrics.Histogram("size_bytes", "Sizes.", [1, 2]).Record(value);

        var counts = Assert.Single(Assert.Single(_metrics.Collect()).Points).Counts;
        Assert.Equal(1, counts[bucket]);
        Assert.Equal(1, counts.Sum());
    }

    [Fact]
    public void Metric_WithoutLabels_IsZeroFromTheStart()
    {
        _metrics.Counter("a_total", "A.");
        _metrics.Counter("b_total", "B.", "reason");

        Assert.Equal([1, 0], _metrics.Collect().Select(family => family.Points.Count));
    }

    [Fact]
    public void Metric_DeclaredTwice_IsRefused()
    {
        _metrics.Counter("a_total", "A.");

        Assert.Throws<ArgumentException>(() => _metrics.Observe("a_total", "A.", () => 1));
    }

    [Fact]
    public void Metric_OtherNumberOfLabels_IsRefused()
    {
        var counter = _metrics.Counter("a_total", "A.", "verb");
        _metrics.Observe("b", "B.", ["kid"], () => [new MetricReading(1)]);

        Assert.Throws<ArgumentException>(() => counter.Add(1));
        Assert.Throws<ArgumentException>(_metrics.Collect);
    }

    /// <summary>A label whose values are not bounded is a mistake; it must not fill the memory.</summary>
    [Fact]
    public void Labels_WithoutBound_AreCountedTogether()
    {
        const int Values = LabeledCells<ValueCell>.MaxCount + 1_000;
        var counter = _metrics.Counter("a_total", "A.", "path");
        for (var i = 0; i < Values; i++)
        {
            counter.Add(1, $"/{i}");
        }

        var points = Assert.Single(_metrics.Collect()).Points;
        Assert.True(points.Count <= LabeledCells<ValueCell>.MaxCount + 1, $"{points.Count} series");
        Assert.Equal(Values, points.Sum(point => point.Value));
        Assert.Equal(1_000, Assert.Single(points, point => point.Labels[0] == LabeledCells<ValueCell>.Overflow).Value);
    }

    [Fact]
    public void Observed_Series_EndWithTheirReason()
    {
        IReadOnlyList<string> keys = ["a", "b"];
        _metrics.Observe("key_ends", "Ends.", ["kid"], () => keys.Select(key => new MetricReading(1, key)));

        Assert.Equal(2, Assert.Single(_metrics.Collect()).Points.Count);
        keys = ["b"];
        Assert.Equal(["b"], Assert.Single(Assert.Single(_metrics.Collect()).Points).Labels);
    }

    [Fact]
    public void Recording_OfKnownLabels_AllocatesNothing()
    {
        var counter = _metrics.Counter("a_total", "A.", "verb", "code");
        var histogram = _metrics.Histogram("b_seconds", "B.", [0.1, 1], "verb");

        var bytes = AllocationMeter.Measure(() =>
        {
            counter.Add(1, "GET", "200");
            histogram.Record(0.5, "GET");
        });

        Assert.Equal(0, bytes);
    }

    /// <summary>Exemplars: only of traces that are exported.</summary>
    [Theory]
    [InlineData(ActivityTraceFlags.Recorded, true)]
    [InlineData(ActivityTraceFlags.None, false)]
    public void Histogram_InATrace_RemembersASampledOne(ActivityTraceFlags flags, bool isRemembered)
    {
        var histogram = _metrics.Histogram("b_seconds", "B.", [1]).With();
        using var span = new Activity("request") { ActivityTraceFlags = flags };
        span.SetIdFormat(ActivityIdFormat.W3C).Start();

        histogram.Record(0.5);

        var exemplar = Assert.Single(Assert.Single(_metrics.Collect()).Points).Exemplars[0];
        Assert.Equal(isRemembered ? new Exemplar(0.5, span.TraceId, span.SpanId) : null, exemplar);
    }

    /// <summary>What OpenTelemetry, or a program with two servers inside, sees.</summary>
    [Fact]
    public void Meter_Listener_GetsTheSameValuesOfItsServerOnly()
    {
        using var other = new MetricSet();
        var seen = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, me) =>
            {
                if (instrument.Meter.Name == MetricSet.MeterName && _metrics.Owns(instrument))
                {
                    me.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen[$"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}"] = value);
        listener.Start();
        var histogram = _metrics.Histogram("b_seconds", "B.", [1], "verb");
        _metrics.Counter("a_total", "A.", "verb").Add(3, "GET");
        _metrics.Gauge("running", "R.").Add(-2);
        other.Counter("a_total", "A.", "verb").Add(5, "GET");

        histogram.Record(TimeSpan.FromMilliseconds(250), "POST");
        listener.RecordObservableInstruments();

        Assert.Equal(
            new Dictionary<string, double> { ["b_seconds verb=POST"] = 0.25, ["a_total verb=GET"] = 3, ["running "] = -2 },
            seen);
    }
}
