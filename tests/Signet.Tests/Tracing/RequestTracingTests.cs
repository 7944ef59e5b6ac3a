using System.Diagnostics;
using System.Security.Cryptography;
using Signet.Core.Tracing;
using Signet.Server.Authorization;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Outcomes;
using Signet.Server.Tracing;
using Signet.Server.Tracing.Export;
using Signet.Tests.Hosting;

namespace Signet.Tests.Tracing;

/// <summary>The spans of requests, from the pipeline behind Kestrel.</summary>
public sealed class RequestTracingTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Recorded = $"00-{Trace}-b7ad6b7169203331-01";
    private const string NotRecorded = $"00-{Trace}-b7ad6b7169203331-00";
    private const string Path = "/api/v1/namespaces/n/secrets/s";

    [Fact]
    public async Task Request_WithoutListener_HasNoSpan()
    {
        using var tracing = new RequestTracing(TraceParentTrust.Always, new RequestAttributes(_ => true, "a:1"));
        Activity? seen = null;
        await using var server = await StartAsync(tracing, () => seen = SignetSpan());

        await server.Client.GetAsync(Path);

        Assert.Null(seen);
    }

    [Fact]
    public async Task Request_Sampled_HasOneSpanWithItsAttributes()
    {
        using var tracing = new TestTracing();
        await using var server = await StartAsync(tracing.Requests, () =>
        {
            using var child = Spans.Start("child");
        });

        var answer = await server.Client.GetAsync(Path + "?resourceVersion=0&pretty=hush");

        var outcome = await server.Observer.NextAsync();
        await Testing.Patience.UntilAsync(() => Task.FromResult(tracing.Ended.Count == 2), "both spans have ended");
        var (child, span) = (tracing.Ended.First(), tracing.Ended.Last());
        Assert.Equal(span.SpanId, child.ParentSpanId);
        Assert.Equal(ActivityKind.Server, span.Kind);
        Assert.Equal("GET /api/v1/namespaces/{namespace}/secrets/{name}", span.DisplayName);
        Assert.Equal(
            [
                "api-group=", "api-version=v1", $"audit-id={answer.Headers.GetValues("Audit-Id").Single()}", "http.request.method=GET",
                "http.response.status_code=200", "http.route=/api/v1/namespaces/{namespace}/secrets/{name}", "network.protocol.version=1.1", "resource=secrets",
                "server.address=127.0.0.1", "server.port=6443", "url.scheme=https", "verb=get",
            ],
            span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(RequestEnd.Answered, outcome.End);
    }

    /// <summary>Exemplars of histograms take the span that is current when the outcome is observed.</summary>
    [Fact]
    public async Task Outcome_OfASampledRequest_IsObservedInItsSpan()
    {
        using var tracing = new TestTracing();
        var observer = new CurrentSpan();
        await using var server = await StartAsync(tracing.Requests, () => { }, observer);

        await server.Client.GetAsync(Path);

        await server.Observer.NextAsync();
        await Testing.Patience.UntilAsync(() => Task.FromResult(tracing.Ended.Count == 1), "the span has ended");
        Assert.Same(tracing.Ended.Single(), observer.Seen);
    }

    [Theory]
    [InlineData(TraceParentTrust.Link, 1.0, Recorded, "good", true, false)]
    [InlineData(TraceParentTrust.Link, 0.0, Recorded, "good", false, false)]
    [InlineData(TraceParentTrust.Authenticated, 0.0, Recorded, "good", true, true)]
    [InlineData(TraceParentTrust.Authenticated, 0.0, NotRecorded, "good", false, true)]
    [InlineData(TraceParentTrust.Authenticated, 0.0, Recorded, "", false, true)]
    [InlineData(TraceParentTrust.Authenticated, 0.0, Recorded, "bad", false, true)]
    [InlineData(TraceParentTrust.Authenticated, 1.0, NotRecorded, "bad", true, true)]
    [InlineData(TraceParentTrust.Always, 0.0, Recorded, "", true, true)]
    [InlineData(TraceParentTrust.Always, 1.0, NotRecorded, "good", false, true)]
    public async Task Caller_WithATrace_DecidesOnlyWhereItIsTrusted(
        TraceParentTrust trust, double ratio, string header, string token, bool isRecorded, bool isContinued)
    {
        using var tracing = new TestTracing(trust, new TraceSampler { Ratio = ratio });
        Activity? seen = null;
        await using var server = await StartAsync(tracing.Requests, () => seen = Activity.Current);
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Add("traceparent", header);
        request.Headers.Add("tracestate", "vendor=1");
        server.Client.DefaultRequestHeaders.Authorization = token.Length == 0 ? null : new("Bearer", token);

        await server.Client.SendAsync(request);

        await server.Observer.NextAsync();
        if (isRecorded)
        {
            await Testing.Patience.UntilAsync(() => Task.FromResult(tracing.Ended.Count == 1), "the span has ended");
            var span = tracing.Ended.Single();
            Assert.Equal(isContinued, span.TraceId.ToHexString() == Trace);
            Assert.Equal(isContinued ? 0 : 1, span.Links.Count(link => link.Context.TraceId.ToHexString() == Trace));
            Assert.Equal(isContinued ? "vendor=1" : null, span.TraceStateString);
            Assert.NotNull(span.GetTagItem("audit-id"));
        }
        else
        {
            await Task.Yield();
            Assert.Empty(tracing.Ended);
        }

        // The context is passed on also when the request is not recorded here.
        Assert.True(token != "good" || !isContinued || seen?.TraceId.ToHexString() == Trace);
    }

    /// <summary>Random methods, paths and agents make no further names.</summary>
    [Fact]
    public async Task Names_OfRandomRequests_AreFew()
    {
        using var tracing = new TestTracing();
        await using var server = await StartAsync(tracing.Requests, () => { });
        for (var i = 0; i < 200; i++)
        {
            var word = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
            var path = (i % 6) switch
            {
                0 => $"/{word}",
                1 => $"/api/v1/{word}/{word}",
                2 => $"/apis/{word}/v1/namespaces/{word}/secrets/{word}",
                3 => $"/api/v1/namespaces/{word}/secrets/{word}/{word}?a={word}",
                4 => $"/healthz/{word}",
                _ => $"/api/v1/namespaces/{word}/secrets/{word}",
            };
            using var request = new HttpRequestMessage(i % 7 == 0 ? new HttpMethod("M" + word.ToUpperInvariant()) : HttpMethod.Get, path);
            request.Headers.Add("X-Remote-User", word);
            await server.Client.SendAsync(request);
        }

        await Testing.Patience.UntilAsync(() => Task.FromResult(tracing.Ended.Count == 200), "all spans have ended");
        Assert.InRange(tracing.Ended.Select(span => span.DisplayName).Distinct().Count(), 2, 12);
        var values = tracing.Ended.SelectMany(span => span.TagObjects).Where(tag => tag.Key != "audit-id").Select(tag => $"{tag.Key}={tag.Value}").Distinct();
        Assert.InRange(values.Count(), 10, 40);
    }

    private static Activity? SignetSpan() => Activity.Current is { Source.Name: Spans.SourceName } span ? span : null;

    private static Task<PipelineServer> StartAsync(RequestTracing tracing, Action during, IRequestObserver? observer = null) => new PipelineServer
    {
        Tracing = tracing,
        MoreObservers = observer is null ? [] : [observer],
        Endpoint = new EndpointFor((_, _) =>
        {
            during();
            return new(new Answer.Object(200, "{}"u8.ToArray()));
        }),
        Authorizer = ConstantAuthorizer.AlwaysAllow,
    }.StartAsync();

    private sealed class CurrentSpan : IRequestObserver
    {
        public Activity? Seen { get; private set; }

        public void Ended(in RequestOutcome outcome) => Seen = Activity.Current;
    }
}
