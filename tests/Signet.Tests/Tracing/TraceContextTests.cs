using System.Diagnostics;
using Signet.Core.Tracing;
using Signet.Server.Tracing.Export;

namespace Signet.Tests.Tracing;

/// <summary>The headers of W3C Trace Context.</summary>
public sealed class TraceContextTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01,00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    public void TryRead_Malformed_IsNoContext(string? parent) => Assert.False(TraceContext.TryRead(parent, null, out _));

    [Theory]
    [InlineData("a=1,b=2", "a=1,b=2")]
    [InlineData("a=ü", null)]
    [InlineData("a=\u0001", null)]
    public void TryRead_State_IsKeptWhenItIsPrintable(string state, string? kept)
    {
        Assert.True(TraceContext.TryRead(Parent, state, out var context));
        Assert.Equal(kept, context.TraceState);
        Assert.True(TraceContext.TryRead(Parent, new string('a', TraceContext.MaxStateLength + 1), out context));
        Assert.Null(context.TraceState);
        Assert.True(context.IsRemote);
    }

    [Fact]
    public void HttpSpan_InATrace_SendsItsContextAndNoUrl()
    {
        using var tracing = new TestTracing();
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://webhook.example:8443/secret-path?token=hush");
        using (var outer = tracing.Requests.Source.StartActivity("request")!)
        {
            outer.TraceStateString = "a=1";
            using var span = HttpSpan.Start("webhook", request);
            Assert.Equal(Activity.Current!.Id, request.Headers.GetValues("traceparent").Single());
            Assert.Equal("a=1", request.Headers.GetValues("tracestate").Single());
            span.Answered(503);
        }

        var client = tracing.Ended.First();
        Assert.Equal((ActivityKind.Client, ActivityStatusCode.Error), (client.Kind, client.Status));
        Assert.Equal(
            ["http.request.method=POST", "server.address=webhook.example", "server.port=8443", "http.response.status_code=503", "error.type=503"],
            client.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"));
    }

    [Fact]
    public void HttpSpan_WithoutATrace_SendsNothing()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://webhook.example/");
        using var span = HttpSpan.Start("webhook", request);
        Assert.Empty(request.Headers);
    }

    /// <summary>Background work that a request starts makes no spans after it.</summary>
    [Fact]
    public async Task Spans_AfterTheirParentHasEnded_AreNotMade()
    {
        using var tracing = new TestTracing();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task<bool> WorkAsync()
        {
            Assert.True(Spans.IsRecording);
            await ended.Task;
            return Spans.IsRecording;
        }

        Task<bool> work;
        using (tracing.Requests.Source.StartActivity("request"))
        {
            work = WorkAsync();
        }

        ended.SetResult();
        Assert.False(await work);
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.25, 500)]
    [InlineData(1.0, 2000)]
    public void Sampler_Ratio_IsKept(double ratio, int expected)
    {
        using var tracing = new TestTracing(sampler: new TraceSampler { Ratio = ratio });
        for (var i = 0; i < 2000; i++)
        {
            tracing.Requests.Source.StartActivity("request")?.Dispose();
        }

        Assert.InRange(tracing.Ended.Count, expected * 3 / 4, expected * 5 / 4);
    }
}
