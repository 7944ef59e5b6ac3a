using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Signet.SystemTests.Signers;
using Signet.Testing;

namespace Signet.SystemTests.Traces;

/// <summary>A server with a signer, webhooks and a collector: one id in answer, audit, log and trace, and no secret in any of them.</summary>
public sealed class OneIdTests : IDisposable
{
    private const string Hush = "hush-this-is-secret-data";
    private const string CallerToken = "caller-hush-token";
    private const string CollectorKey = "collector-hush-key";
    private const string ClientTrace = "0af7651916cd43dd8448eb211c80319c";
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _sentToWebhooks = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Request_OneId_IsInAnswerAuditLogAndTrace()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var webhooks = await HttpsServer.StartAsync(ReviewAsync);
        var environment = new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_HEADERS"] = $"api-key={CollectorKey}",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
        };
        await using var signer = await SignerProcess.StartWithAsync(
            new Dictionary<string, string?>(environment) { ["OTEL_SERVICE_NAME"] = "signer" },
            _folder.File("signer.sock"), _folder.File("signer"), "--signing-algorithm", "ES256", "--trace-parent",
            "authenticated", "--logging-format", "json", "--log-level", "debug");
        await using var server = await ServeAsync(environment, webhooks);
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();

        var (id, token) = await IssueAsync(server);
        var secret = await admin.PostAsync(
            "/api/v1/namespaces/default/secrets", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "s" }, ["stringData"] = new JsonObject { ["k"] = Hush } }.ToJsonString());
        Assert.Equal(HttpStatusCode.Created, secret.Code);

        // The trace: one span of the request, and those of all that it waited for, in both processes.
        var request = await collector.UntilAsync(span => span.Attributes.GetValueOrDefault("audit-id") == id);
        Assert.Equal(("signet", 2, "", "201"), (request.Service, request.Kind, request.ParentId, request.Attributes["http.response.status_code"]));
        Assert.Equal([ClientTrace], request.Links);
        var call = await collector.UntilAsync(span => span.Name == "v1.ExternalJWTSigner/Sign" && span.Kind == 3 && span.TraceId == request.TraceId);
        var served = await collector.UntilAsync(span => span.Service == "signer" && span.ParentId == call.SpanId);
        Assert.Equal((request.TraceId, 2, "v1.ExternalJWTSigner/Sign"), (served.TraceId, served.Kind, served.Name));
        await collector.UntilAsync(span => span.Service == "signer" && span.Name == "sign" && span.ParentId == served.SpanId);
        var sign = await collector.UntilAsync(span => span.SpanId == call.ParentId);
        Assert.Equal(("sign", "external", "ES256"), (sign.Name, sign.Attributes["signet.signing.source"], sign.Attributes["signet.signing.algorithm"]));
        foreach (var webhook in (string[])["authentication webhook", "authorization webhook"])
        {
            var span = await collector.UntilAsync(span => span.Name == webhook && span.TraceId == request.TraceId);
            Assert.Equal((request.SpanId, 3), (span.ParentId, span.Kind));
            Assert.Contains($"00-{request.TraceId}-{span.SpanId}-01", _sentToWebhooks);
        }

        var created = await collector.UntilAsync(span => span.Name == "POST /api/v1/namespaces/{namespace}/secrets");
        await collector.UntilAsync(span => span.Name == "store commit" && span.ParentId == created.SpanId);

        // The log: an event whose message does not name the id has it, too.
        await server.UntilSaysAsync("\"event\":\"Impersonated\"");
        var logged = server.Errors.Split('\n').Select(line => JsonNode.Parse(line)!).First(line => (string?)line["event"] == "Impersonated");
        Assert.Equal((id, request.TraceId), ((string?)logged["auditID"], (string?)logged["traceID"]));

        Assert.Equal(0, await server.TerminateAsync());
        Assert.Equal(0, await signer.TerminateAsync());
        var audit = await File.ReadAllTextAsync(_folder.File("audit.log"));
        Assert.Contains(audit.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => (string?)JsonNode.Parse(line)!["auditID"] == id);

        // Nothing secret is anywhere; user names and the names of objects are not in traces.
        Assert.Equal(CollectorKey, collector.Headers["api-key"]);
        foreach (var output in (string[])[audit, server.Errors, signer.Errors, collector.Received])
        {
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(Hush));
            foreach (var hush in (string[])[Hush, encoded, CallerToken, CollectorKey, token, token.Split('.')[2], "PRIVATE KEY"])
            {
                Assert.DoesNotContain(hush, output, StringComparison.Ordinal);
            }
        }

        foreach (var name in (string[])["alice", "webhook-user", "resourceVersion"])
        {
            Assert.DoesNotContain(name, collector.Received, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Collector_ThatIsStuck_DelaysNoRequestAndNotTheEnd()
    {
        await using var collector = await OtlpCollector.StartAsync();
        var stuck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        collector.Before = _ => stuck.Task;
        var environment = new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_BSP_SCHEDULE_DELAY"] = "20",
            ["OTEL_BSP_MAX_QUEUE_SIZE"] = "10",
            ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "1000",
        };
        await using var server = await SignetProcess.ServeWithAsync(environment, _folder.File("data"));
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        await Patience.UntilAsync(() => Task.FromResult(collector.Requests > 0), "the collector is stuck");
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/api/v1/namespaces")).Code);
        }

        await server.UntilSaysAsync("spans were lost");
        Assert.Equal(0, await server.TerminateAsync());
        stuck.SetResult();
    }

    [Fact]
    public async Task TracingConfigFile_OfKubernetes_ExportsByGrpc()
    {
        await using var collector = await OtlpCollector.StartAsync(isGrpc: true);
        var file = _folder.File("tracing.yaml");
        await File.WriteAllTextAsync(
            file,
            $"apiVersion: apiserver.config.k8s.io/v1\nkind: TracingConfiguration\nendpoint: {new Uri(collector.Address).Authority}\nsamplingRatePerMillion: 1000000\n");
        var environment = new Dictionary<string, string?> { ["OTEL_BSP_SCHEDULE_DELAY"] = "50" };
        await using var server = await SignetProcess.ServeWithAsync(environment, _folder.File("data"), "--tracing-config-file", file);
        using var client = server.CreateClient();

        await client.GetAsync("/livez");

        await collector.UntilAsync(span => span.Name == "GET /{health}");
    }

    /// <summary>Requests a token as a user of the webhook, who impersonates another; returns the id of the request, and the token.</summary>
    private static async Task<(string Id, string Token)> IssueAsync(SignetProcess server)
    {
        using var client = server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts/default/token?resourceVersion=0");
        request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        request.Headers.Add("Authorization", $"Bearer {CallerToken}");
        request.Headers.Add("Impersonate-User", "alice");
        request.Headers.Add("traceparent", $"00-{ClientTrace}-b7ad6b7169203331-01");
        var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, text);
        return (answer.Headers.GetValues("Audit-Id").Single(), (string)JsonNode.Parse(text)!["status"]!["token"]!);
    }

    private Task<SignetProcess> ServeAsync(IReadOnlyDictionary<string, string?> environment, HttpsServer webhooks)
    {
        File.WriteAllText(_folder.File("authentication.yaml"), webhooks.Kubeconfig("/authenticate"));
        File.WriteAllText(_folder.File("authorization.yaml"), webhooks.Kubeconfig("/authorize"));
        File.WriteAllText(_folder.File("policy.yaml"), "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: RequestResponse\n");
        return SignetProcess.ServeWithAsync(
            environment, _folder.File("server"), "--service-account-signing-endpoint", _folder.File("signer.sock"), "--authorization-mode", "Webhook",
            "--authorization-webhook-config-file", _folder.File("authorization.yaml"), "--authentication-token-webhook-config-file", _folder.File("authentication.yaml"),
            "--audit-log-path", _folder.File("audit.log"), "--audit-policy-file", _folder.File("policy.yaml"), "--logging-format", "json", "--log-level", "debug");
    }

    /// <summary>Allows all tokens and all requests.</summary>
    private async Task ReviewAsync(HttpContext http)
    {
        _sentToWebhooks.Enqueue(http.Request.Headers["traceparent"].ToString());
        using var reader = new StreamReader(http.Request.Body);
        var review = JsonNode.Parse(await reader.ReadToEndAsync())!;
        var isToken = (string?)review["kind"] == "TokenReview";
        JsonObject status = isToken
            ? new() { ["authenticated"] = (string?)review["spec"]!["token"] == CallerToken, ["user"] = new JsonObject { ["username"] = "webhook-user" } }
            : new() { ["allowed"] = true };
        await http.Response.WriteAsJsonAsync(new JsonObject { ["apiVersion"] = (string?)review["apiVersion"], ["kind"] = (string?)review["kind"], ["status"] = status });
    }
}
