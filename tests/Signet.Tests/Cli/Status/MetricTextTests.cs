using System.Text;
using Signet.Cli.Status;
using Signet.Core.Metrics;
using Signet.Server.Exposition;

namespace Signet.Tests.Cli.Status;

public sealed class MetricTextTests
{
    [Fact]
    public void Read_WhatTheServerWrites_IsRead()
    {
        using var metrics = new MetricSet();
        metrics.Counter("a_total", "A.", "x", "y").Add(3, "q\"u\\o\nte", "}{ ,=");
        metrics.Observe("b", "B.", () => 1.5);
        metrics.Histogram("c_seconds", "C.", [1]).Record(0.5);

        var samples = MetricText.Read(Encoding.UTF8.GetString(ExpositionWriter.Write(metrics.Collect(), ExpositionFormat.Prometheus).Span)).ToList();

        Assert.Equal(["a_total", "b", "c_seconds_bucket", "c_seconds_bucket", "c_seconds_sum", "c_seconds_count"], samples.Select(sample => sample.Name));
        Assert.Equal([3, 1.5, 1, 1, 0.5, 1], samples.Select(sample => sample.Value));
        Assert.Equal(new Dictionary<string, string> { ["x"] = "q\"u\\o\nte", ["y"] = "}{ ,=" }, samples[0].Labels);
        Assert.Equal("+Inf", samples[3].Labels["le"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("a{x=\"1")]
    [InlineData("a{x} 1")]
    [InlineData("a one")]
    [InlineData("<html>")]
    public void Read_OtherText_HasNoSamples(string text) => Assert.Empty(MetricText.Read(text));
}
