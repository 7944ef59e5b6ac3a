using System.Diagnostics;
using System.Text;
using Signet.Core.Metrics;
using Signet.Server.Exposition;

namespace Signet.Tests.Exposition;

public sealed class ExpositionWriterTests : IDisposable
{
    private readonly MetricSet _metrics = new();

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public void Prometheus_AllKinds_AreWrittenInOrder()
    {
        Fill();

        Assert.Equal(
            """
            # HELP attempts Attempts.
            # TYPE attempts counter
            attempts{result="success"} 2
            # HELP requests_total Requests with \\ and "quotes".
            # TYPE requests_total counter
            requests_total{verb="GE\"T\\\n",code="200"} 7
            # HELP running Running.
            # TYPE running gauge
            running 1.5
            # HELP wait_seconds Waits.
            # TYPE wait_seconds histogram
            wait_seconds_bucket{verb="GET",le="0.005"} 0
            wait_seconds_bucket{verb="GET",le="1"} 1
            wait_seconds_bucket{verb="GET",le="+Inf"} 2
            wait_seconds_sum{verb="GET"} 2.5
            wait_seconds_count{verb="GET"} 2

            """,
            TextOf(ExpositionFormat.Prometheus));
    }

    /// <summary>OpenMetrics 1.0: counters have the suffix, bounds a decimal point; the text ends with EOF.</summary>
    [Fact]
    public void OpenMetrics_Differences_AreThoseOfTheFormat()
    {
        Fill();

        var text = TextOf(ExpositionFormat.OpenMetrics);

        Assert.Contains("# TYPE attempts counter\nattempts_total{result=\"success\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("# HELP requests Requests with \\\\ and \\\"quotes\\\".\n# TYPE requests counter\nrequests_total{", text, StringComparison.Ordinal);
        Assert.Contains("wait_seconds_bucket{verb=\"GET\",le=\"1.0\"} 1\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n# EOF\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Exemplars_OnlyOpenMetrics_HasThem()
    {
        var histogram = _metrics.Histogram("wait_seconds", "Waits.", [1]);
        using var span = new Activity("request") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        span.SetIdFormat(ActivityIdFormat.W3C).Start();
        histogram.Record(0.25);

        Assert.Contains(
            $"wait_seconds_bucket{{le=\"1.0\"}} 1 # {{trace_id=\"{span.TraceId}\",span_id=\"{span.SpanId}\"}} 0.25\n",
            TextOf(ExpositionFormat.OpenMetrics),
            StringComparison.Ordinal);
        Assert.DoesNotContain("trace_id", TextOf(ExpositionFormat.Prometheus), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(-3, "-3")]
    [InlineData(0.1, "0.1")]
    [InlineData(1.5e300, "1.5e+300")]
    [InlineData(1764400000.125, "1764400000.125")]
    public void Number_IsWrittenAsPrometheusReadsIt(double value, string text)
    {
        _metrics.Observe("x", "X.", () => value);

        Assert.EndsWith($"\nx {text}\n", TextOf(ExpositionFormat.Prometheus), StringComparison.Ordinal);
    }

    /// <summary>A metric whose values are not known on this system is left out.</summary>
    [Fact]
    public void Family_WithoutPoints_IsNotWritten()
    {
        _metrics.Observe("x", "X.", [], () => []);

        Assert.Equal("", TextOf(ExpositionFormat.Prometheus));
    }

    private void Fill()
    {
        _metrics.Counter("requests_total", "Requests with \\ and \"quotes\".", "verb", "code").Add(7, "GE\"T\\\n", "200");
        _metrics.Counter("attempts", "Attempts.", "result").Add(2, "success");
        _metrics.Observe("running", "Running.", () => 1.5);
        var waits = _metrics.Histogram("wait_seconds", "Waits.", [0.005, 1], "verb");
        waits.Record(0.5, "GET");
        waits.Record(2, "GET");
    }

    private string TextOf(ExpositionFormat format) => Encoding.UTF8.GetString(ExpositionWriter.Write(_metrics.Collect(), format).Span);
}
