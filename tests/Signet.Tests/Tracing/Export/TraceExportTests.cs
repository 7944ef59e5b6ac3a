using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Tracing;
using Signet.Server.Tracing;
using Signet.Server.Tracing.Export;
using Signet.Testing;

namespace Signet.Tests.Tracing.Export;

/// <summary>The export to a collector, and what happens without one.</summary>
public sealed class TraceExportTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Export_TwoServersInOneProcess_EachHasItsOwnSpans(bool isGrpc)
    {
        await using var first = await OtlpCollector.StartAsync(isGrpc);
        await using var second = await OtlpCollector.StartAsync(isGrpc);
        using var ours = new ActivitySource(Spans.SourceName);
        using var others = new ActivitySource(Spans.SourceName);
        using (Begin(ours, Options(first.Address, isGrpc) with { Headers = "api-key=k1", ServiceName = "ours" }, new CollectedLines()))
        using (Begin(others, Options(second.Address, isGrpc) with { Sampler = new TraceSampler { Ratio = 0 } }, new CollectedLines()))
        {
            for (var i = 0; i < 20; i++)
            {
                Assert.Null(others.StartActivity("others"));
                using var span = ours.StartActivity("ours");
                Assert.True(span!.Recorded);
            }
        }

        Assert.Equal(20, first.Spans.Count);
        Assert.All(first.Spans, span => Assert.Equal(("ours", "ours"), (span.Name, span.Service)));
        Assert.Equal("k1", first.Headers["api-key"]);
        Assert.Equal(0, second.Requests);
    }

    /// <summary>A host process hears the spans of all servers by the name of their sources.</summary>
    [Fact]
    public void Source_HostProcess_HearsIt()
    {
        using var tracing = new RequestTracing(TraceParentTrust.Link, new RequestAttributes(_ => true, "a:1"));
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Signet",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        Assert.False(tracing.Source.HasListeners());
        ActivitySource.AddActivityListener(listener);
        Assert.True(tracing.Source.HasListeners());
    }

    [Fact]
    public async Task Collector_ThatRefuses_CostsSpansAndOneEventAMinute()
    {
        await using var collector = await OtlpCollector.StartAsync();
        collector.Before = http =>
        {
            http.Response.StatusCode = 401;
            return Task.CompletedTask;
        };
        using var source = new ActivitySource(Spans.SourceName);
        var (log, time) = (new CollectedLines(), new FakeTimeProvider());
        using (var export = Begin(source, Options(collector.Address) with { Headers = "authorization=hush" }, log, time)!)
        {
            for (var round = 1; round <= 3; round++)
            {
                source.StartActivity("one")!.Dispose();
                await Patience.UntilAsync(() => Task.FromResult(export.Lost.Failed == round), "the span is lost");
            }

            Assert.Single(Warnings(log));
            time.Advance(TimeSpan.FromMinutes(1));
            source.StartActivity("one")!.Dispose();
            await Patience.UntilAsync(() => Task.FromResult(Warnings(log).Length == 2), "it is logged again");
        }

        Assert.Equal(
            [
                $"Warning[1901] 1 spans were lost since the last such event (0 because the queue was full): {collector.Address}: the response has the status code 401",
                $"Warning[1901] 3 spans were lost since the last such event (0 because the queue was full): {collector.Address}: the response has the status code 401",
            ],
            Warnings(log));
        Assert.DoesNotContain("hush", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collector_ThatIsStuck_NeverMakesASpanWait()
    {
        await using var collector = await OtlpCollector.StartAsync();
        var stuck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        collector.Before = _ => stuck.Task;
        using var source = new ActivitySource(Spans.SourceName);
        var log = new CollectedLines();
        TraceExport export;
        using (export = Begin(source, Options(collector.Address) with { MaxQueue = 50, MaxBatch = 10 }, log)!)
        {
            source.StartActivity("first")!.Dispose();
            await Patience.UntilAsync(() => Task.FromResult(collector.Requests == 1), "the collector has the first batch");

            // The thread of the export is in the stuck request; it cannot take anything from the queue.
            for (var i = 0; i < 1000; i++)
            {
                source.StartActivity("more")!.Dispose();
            }

            Assert.Equal(950, export.Lost.Dropped);
            stuck.SetResult();
            await Patience.UntilAsync(() => Task.FromResult(export.Exported == 51), "the others are exported");
        }

        Assert.Equal(51, collector.Spans.Count);
        Assert.Contains("(950 because the queue was full)", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collector_ThatIsAway_IsInTheLogAndTheEndIsBounded()
    {
        var address = await AbsentAsync();
        using var source = new ActivitySource(Spans.SourceName);
        var log = new CollectedLines();
        var began = Stopwatch.GetTimestamp();
        using (var export = Begin(source, Options(address), log)!)
        {
            source.StartActivity("one")!.Dispose();
        }

        Assert.Contains("1 spans were lost", log.Text, StringComparison.Ordinal);
        Assert.Contains("refused", log.Text, StringComparison.OrdinalIgnoreCase);
        Assert.True(Stopwatch.GetElapsedTime(began) < Patience.Limit);
    }

    [Fact]
    public void Begin_FileThatCannotBeRead_IsAnEventAndNoExport()
    {
        using var source = new ActivitySource(Spans.SourceName);
        var log = new CollectedLines();
        Assert.Null(Begin(source, Options("https://127.0.0.1:1") with { CaFile = "/none/ca.crt" }, log));
        Assert.Contains("Warning[1902]", log.Text, StringComparison.Ordinal);
        Assert.False(source.HasListeners());
    }

    private static async Task<string> AbsentAsync()
    {
        await using var collector = await OtlpCollector.StartAsync();
        return collector.Address;
    }

    private static string[] Warnings(CollectedLines log) => [.. log.Text.Split('\n').Where(line => line.StartsWith("Warning", StringComparison.Ordinal))];

    private static TraceExportOptions Options(string address, bool isGrpc = false) => new()
    {
        Endpoint = new Uri(isGrpc ? address : address + "/v1/traces"),
        IsGrpc = isGrpc,
        Delay = TimeSpan.FromMilliseconds(20),
    };

    private static TraceExport? Begin(ActivitySource source, TraceExportOptions options, CollectedLines log, TimeProvider? time = null) =>
        TraceExport.Begin(options, source, TraceParentTrust.Link, "1", "i", time ?? TimeProvider.System, log);
}
