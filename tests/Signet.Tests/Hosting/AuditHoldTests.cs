using System.Net;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Server.Audit.Output;
using Signet.Server.Endpoints;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;
using Signet.Testing;
using Signet.Tests.Audit.Output;

namespace Signet.Tests.Hosting;

/// <summary>When requests and answers wait for their audit events, behind Kestrel.</summary>
public sealed class AuditHoldTests
{
    private readonly ScriptedOutput _output = new();
    private readonly CountingEndpoint _endpoint = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AuditMode.Batch, false)]
    [InlineData(AuditMode.Blocking, false)]
    [InlineData(AuditMode.BlockingStrict, true)]
    public async Task Request_ReceiptNotSynced_IsProcessedUnlessStrict(AuditMode mode, bool waits)
    {
        var disk = new TaskCompletionSource();
        _output.Pause = disk.Task;
        await using var server = await StartAsync(mode);
        var answering = server.Client.GetAsync("/api/v1/namespaces", Ended);
        if (waits)
        {
            await Patience.UntilAsync(() => Task.FromResult(_output.Syncs > 0), "the receipt is being synced");
            Assert.Equal(0, _endpoint.Calls);
            Assert.False(answering.IsCompleted);
        }

        disk.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await answering.WaitAsync(Patience.Limit, Ended)).StatusCode);
        Assert.Equal(1, _endpoint.Calls);
    }

    [Theory]
    [InlineData("GET", "object")]
    [InlineData("GET", "text")]
    [InlineData("GET", "empty")]
    [InlineData("HEAD", "text")]
    [InlineData("GET", "failure")]
    public async Task Answer_Blocking_IsSentAfterItsEvent(string method, string kind)
    {
        _endpoint.Kind = kind;
        _output.TakenAtOnce = 0;
        await using var server = await StartAsync(AuditMode.Blocking);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/namespaces");
        var answering = server.Client.SendAsync(request, Ended);
        await Patience.UntilAsync(() => Task.FromResult(_endpoint.Calls == 1), "the request is processed");
        Assert.False(answering.IsCompleted);

        _output.TakenAtOnce = int.MaxValue;
        using var answer = await AdvanceUntilAsync(server, answering);
        var last = Events()[^1];
        Assert.Equal(("ResponseComplete", (int)answer.StatusCode), ((string?)last["stage"], (int?)last["responseStatus"]!["code"]));
        Assert.Equal(kind == "object" ? "{\"kind\":\"Namespace\"}" : "", kind == "object" ? (await answer.Content.ReadAsStringAsync(Ended)).Trim() : "");
        await server.StopAsync();
        Assert.Equal(2, Events().Count);
    }

    [Fact]
    public async Task Request_StrictReceiptCannotBeStored_FailsUnprocessed()
    {
        _output.SyncFault = () => new IOException("the disk failed");
        await using var server = await StartAsync(AuditMode.BlockingStrict);
        using var answer = await server.Client.GetAsync("/api/v1/namespaces", Ended);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("Internal error occurred: failed to store audit event", await MessageOfAsync(answer));
        Assert.Equal(0, _endpoint.Calls);
        _output.SyncFault = null;
        await server.StopAsync();
        Assert.Equal(["RequestReceived ", "ResponseComplete 500"], Summaries().Distinct());
        Assert.All(Events(), one => Assert.Equal("tester", (string?)one["user"]!["username"]));
    }

    [Theory]
    [InlineData("object")]
    [InlineData("document")]
    public async Task Answer_StrictEventCannotBeStored_IsReplaced(string kind)
    {
        _endpoint.Kind = kind;
        _endpoint.OnCall = () => _output.SyncFault = () => new IOException("the disk failed");
        await using var server = await StartAsync(AuditMode.BlockingStrict);
        using var answer = await server.Client.GetAsync("/api/v1/namespaces", Ended);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("Internal error occurred: failed to store audit event; the request was processed, and its answer is withheld", await MessageOfAsync(answer));
        Assert.Null(answer.Headers.ETag);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoCache);
        _output.SyncFault = null;
        await server.StopAsync();

        // The event of the withheld answer, and that of the answer which was sent.
        Assert.Equal(["RequestReceived ", "ResponseComplete 200", "ResponseComplete 500"], Summaries().Distinct());
    }

    [Fact]
    public async Task Answer_BlockingAndTimeLimitExceeded_Is504()
    {
        _output.TakenAtOnce = 0;
        await using var server = await StartAsync(AuditMode.Blocking);
        var answering = server.Client.GetAsync("/api/v1/namespaces", Ended);
        await Patience.UntilAsync(() => Task.FromResult(_endpoint.Calls == 1), "the request is processed");
        using var answer = await AdvanceUntilAsync(server, answering);

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        _output.TakenAtOnce = int.MaxValue;
        await server.StopAsync();
        Assert.Equal(["RequestReceived ", "ResponseComplete 200", "ResponseComplete 504"], Summaries());
    }

    private static async Task<HttpResponseMessage> AdvanceUntilAsync(PipelineServer server, Task<HttpResponseMessage> answering)
    {
        await Audit.TestLines.UntilAsync(server.Time, () => answering.IsCompleted);
        return await answering;
    }

    private static async Task<string?> MessageOfAsync(HttpResponseMessage answer) =>
        (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ended))!["message"];

    private Task<PipelineServer> StartAsync(AuditMode mode) =>
        new PipelineServer { Endpoint = _endpoint, IsAudited = true, AuditMode = mode, AuditOutput = _output }.StartAsync();

    private List<JsonObject> Events() =>
        [.. _output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (JsonObject)JsonNode.Parse(line)!)];

    private IEnumerable<string> Summaries() => Events().Select(one => $"{one["stage"]} {one["responseStatus"]?["code"]}");

    private sealed class CountingEndpoint : IEndpoint
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public string Kind { get; set; } = "object";

        public Action? OnCall { get; set; }

        public ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
        {
            OnCall?.Invoke();
            Interlocked.Increment(ref _calls);
            return new(Kind switch
            {
                "text" => Answer.Text.PageNotFound,
                "empty" => new Answer.Empty(204),
                "failure" => StatusErrors.BadRequest("no"),
                "document" => new Answer.Document(200, "text/plain", "{}"u8.ToArray()) { CacheControl = "public, max-age=3600", EntityTag = "\"t\"" },
                _ => new Answer.Object(200, "{\"kind\":\"Namespace\"}"u8.ToArray()),
            });
        }
    }
}
