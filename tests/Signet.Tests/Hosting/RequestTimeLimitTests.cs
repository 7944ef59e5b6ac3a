using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Admission;
using Signet.Core.Metrics;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Writing;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Core.Storage;
using Signet.Core.Tokens.Identity;
using Signet.Core.Tokens.Issuers;
using Signet.Core.Tokens.Issuing;
using Signet.Server.Authentication.Webhook;
using Signet.Server.Endpoints.Objects;
using Signet.Server.Endpoints.Tokens;
using Signet.Server.Files;
using Signet.Server.FlowControl;
using Signet.Server.Hosting.Services;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Bodies;
using Signet.Server.Http.Outcomes;
using Signet.Server.Outbound;
using Signet.Testing;
using Signet.Tests.Outbound;
using Signet.Tests.Tokens;

namespace Signet.Tests.Hosting;

/// <summary>A request that exceeds its time limit is cancelled at any step; the client, the observers and the audit log are informed.</summary>
public sealed class RequestTimeLimitTests
{
    private const string Unknown = "; whether a change was made is unknown";
    private const string ReadText = "Timeout: request did not complete within the allotted timeout";
    private const string WriteText = "Timeout: request did not complete within requested timeout - context deadline exceeded";
    private const string Path = "/api/v1/namespaces/default/configmaps";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("", 60_000)]
    [InlineData("?timeout=2s", 2_000)]
    [InlineData("?timeout=150ms", 150)]
    [InlineData("?timeout=2h", 60_000)]
    [InlineData("?timeout=0", 60_000)]
    public async Task Endpoint_Hangs_IsCancelledAtTheLimitAndNotBefore(string query, int milliseconds)
    {
        var endpoint = EndpointFor.Hang();
        await using var server = await new PipelineServer { Endpoint = endpoint, IsAudited = true }.StartAsync();
        var pending = server.Client.GetAsync(Path + query);
        await endpoint.Reached.WaitAsync(Patience.Limit);
        server.Time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
        Assert.False(pending.IsCompleted);
        Assert.Equal(0, server.Observer.Waiting);

        server.Time.Advance(TimeSpan.FromMilliseconds(1));

        await AssertTimedOutAsync(server, pending, ReadText, TimeSpan.FromMilliseconds(milliseconds));
        var last = JsonNode.Parse((await server.StopAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!;
        Assert.Equal(("ResponseComplete", 504, ReadText), ((string?)last["stage"], (int?)last["responseStatus"]!["code"], (string?)last["responseStatus"]!["message"]));
    }

    [Fact]
    public async Task Store_CommitHangs_ReportsAnUnknownOutcome()
    {
        await using var running = RunningCache.Start();
        await running.PutAsync(KubernetesKinds.Namespaces, "", "default", "uid");
        var store = new HangingStore(running.Store);
        var services = new ObjectServices(
            running.View,
            new ObjectWriter(running.View, store, ServedKinds.Registry, new SystemUidSource(), running.Time),
            new AdmissionChain([], running.View),
            null!,
            running.Time);
        await using var server = await new PipelineServer { Endpoint = new CreateEndpoint(KubernetesKinds.ConfigMaps, services) }.StartAsync();

        var pending = server.Client.PostAsync(Path, Json("""{"metadata":{"name":"a"}}"""));
        await store.Reached.WaitAsync(Patience.Limit);
        server.Time.Advance(Limit);

        await AssertTimedOutAsync(server, pending, WriteText + Unknown);
    }

    [Fact]
    public async Task Signer_Hangs_IsCancelled()
    {
        await using var bench = await TokenBench.StartAsync(JwtAlgorithm.ES256);
        var signer = new HangingSigner();
        var definition = TestKeyRing.Define(bench.Signer);
        var ring = new KeyRing(new KeyRingSnapshot(definition with { Signers = [definition.Signers[0] with { Signer = signer }] }));
        var issuer = new TokenIssuer(
            new TokenIssuerOptions { ApiAudiences = [TokenBench.Issuer] },
            AcceptedIssuers.Of(TokenBench.Issuer),
            new CachedIdentityObjects(bench.Running.View), ring, new SystemUidSource());
        var endpoint = new TokenRequestEndpoint(issuer, new AdmissionChain([], bench.Running.View),
            new IssueRates(new IssueRateOptions(0, 1), bench.Running.View, new FlowControlMetrics(new MetricSet()), TimeProvider.System),
            NullLogger<TokenRequestEndpoint>.Instance);
        await using var server = await new PipelineServer { Endpoint = endpoint }.StartAsync();

        var pending = server.Client.PostAsync("/api/v1/namespaces/default/serviceaccounts/builder/token", Json("{}"));
        await signer.Reached.WaitAsync(Patience.Limit);
        server.Time.Advance(Limit);

        await AssertTimedOutAsync(server, pending, WriteText + Unknown);
    }

    [Fact]
    public async Task Webhook_Hangs_NoEndpointIsReached()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var other = await HttpsServer.StartAsync(http =>
        {
            reached.TrySetResult();
            return release.Task.WaitAsync(http.RequestAborted);
        });
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("webhook"), other.Kubeconfig("/"));
        var contents = new FileContents([new SettingFile("webhook", folder.File("webhook"))], isStart: true);
        var target = KubeconfigTarget.Read(contents, folder.File("webhook"));
        var unlimited = new FakeTimeProvider();
        using var client = new WebhookClient(new FixedValue<KubeconfigTarget>(target), "v1", unlimited, TestWebhook.Calls);
        var endpoint = EndpointFor.Hang();
        await using var server = await new PipelineServer
        {
            Endpoint = endpoint,
            Tokens = new WebhookTokens(client, Limit, new FixedValue<IReadOnlyList<string>>(["a"]), unlimited, NullLogger<WebhookTokens>.Instance),
        }.StartAsync();

        var pending = server.Client.PostAsync(Path, Json("{}"));
        await reached.Task.WaitAsync(Patience.Limit);
        server.Time.Advance(Limit);

        await AssertTimedOutAsync(server, pending, WriteText, user: "");
        Assert.False(endpoint.Reached.IsCompleted);
        release.SetResult();
    }

    [Fact]
    public async Task Body_SentSlowly_IsCutOffWithoutAChange()
    {
        var endpoint = new EndpointFor(async (request, cancellationToken) =>
        {
            using var body = (await RequestBody.ReadAsync(request, cancellationToken)).Value;
            return Answer.Text.PageNotFound;
        });
        await using var server = await new PipelineServer { Endpoint = endpoint }.StartAsync();
        using var connection = await server.SendAsync(
            $"POST {Path} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"a\"");
        await endpoint.Reached.WaitAsync(Patience.Limit);
        for (var i = 0; i < 6; i++)
        {
            await connection.GetStream().WriteAsync(" "u8.ToArray());
            server.Time.Advance(Limit / 6);
        }

        var answer = await PipelineServer.ReadAsync(connection, "\"code\":504}");
        Assert.StartsWith("HTTP/1.1 504 ", answer, StringComparison.Ordinal);
        Assert.Contains($"\"message\":\"{WriteText}\"", answer, StringComparison.Ordinal);
        Assert.Equal(RequestEnd.TimedOut, (await server.Observer.NextAsync()).End);
    }

    [Fact]
    public async Task Answer_ClientDoesNotReadIt_ConnectionIsClosed()
    {
        var document = new Answer.Document(200, "text/plain", new byte[64 * 1024 * 1024]);
        await using var server = await new PipelineServer { Endpoint = new EndpointFor((_, _) => new(document)) }.StartAsync();
        using var connection = await server.SendAsync($"GET {Path} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\n\r\n");
        await PipelineServer.ReadAsync(connection, "200 OK");

        server.Time.Advance(Limit);

        var outcome = await server.Observer.NextAsync();
        Assert.Equal((RequestEnd.TimedOut, 504), (outcome.End, outcome.Code));
    }

    [Fact]
    public async Task Watch_LongerThanTheLimit_Continues()
    {
        var next = new SemaphoreSlim(0);
        await using var server = await new PipelineServer
        {
            Endpoint = new EndpointFor((_, _) => new(new Answer.Streaming("application/json", async (output, _, cancellationToken) =>
            {
                for (var i = 0; i < 2; i++)
                {
                    await output.WriteAsync("line\n"u8.ToArray(), cancellationToken);
                    await next.WaitAsync(cancellationToken);
                }
            }))),
        }.StartAsync();
        using var connection = await server.SendAsync($"GET {Path}?watch=1&timeout=1s HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\n\r\n");
        await PipelineServer.ReadAsync(connection, "line\n");

        server.Time.Advance(10 * Limit);
        next.Release(2);

        Assert.Contains("line\n", await PipelineServer.ReadAsync(connection, "line\n"), StringComparison.Ordinal);
        Assert.Equal(RequestEnd.Answered, (await server.Observer.NextAsync()).End);
    }

    private static async Task AssertTimedOutAsync(
        PipelineServer server, Task<HttpResponseMessage> pending, string message, TimeSpan? limit = null, string user = "tester")
    {
        using var answer = await pending.WaitAsync(Patience.Limit);
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Equal(
            $$$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{{message}}}","reason":"Timeout","details":{},"code":504}""",
            (await answer.Content.ReadAsStringAsync()).TrimEnd());
        var outcome = await server.Observer.NextAsync();
        Assert.Equal(
            (RequestEnd.TimedOut, 504, limit ?? Limit, user, message, ""),
            (outcome.End, outcome.Code, outcome.Duration, outcome.User, outcome.Reason, outcome.Exception));
        Assert.Equal(0, server.Observer.Waiting);
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    /// <summary>A store whose commits do not complete.</summary>
    private sealed class HangingStore(IObjectStore inner) : DelegatingStore(inner)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public override async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
        {
            _reached.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException("not reached");
        }
    }

    /// <summary>A signer that does not complete.</summary>
    private sealed class HangingSigner : IJwtSigner
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public async ValueTask<JwtSignature> SignAsync(SigningRequest request, CancellationToken cancellationToken)
        {
            _reached.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException("not reached");
        }
    }
}
