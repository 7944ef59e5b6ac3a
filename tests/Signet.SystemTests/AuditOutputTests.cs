using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>Modes, rotation and outputs of the audit, with real servers, disks and kills.</summary>
public sealed class AuditOutputTests : IDisposable
{
    private const string TokenPath = "/api/v1/namespaces/default/serviceaccounts/default/token";
    private readonly TemporaryFolder _folder = new();

    private string Log => _folder.File("audit.log");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("blocking")]
    [InlineData("blocking-strict")]
    public async Task Kill_UnderLoad_EachAnsweredRequestIsInTheFile(string mode)
    {
        await using var server = await ServeAsync("--audit-log-path", Log, "--audit-log-mode", mode);
        var answered = new ConcurrentBag<string>();
        var load = Enumerable.Range(0, 8).Select(client => Task.Run(() => SendUntilClosedAsync(server, client, answered))).ToArray();
        await Patience.UntilAsync(() => Task.FromResult(answered.Count > 400), "requests are answered");
        server.Kill();
        await Task.WhenAll(load);
        await server.WaitForExitAsync();

        Assert.Empty(AuditLoad.Check(answered, [Log]).Missing);
    }

    [Fact]
    public async Task Serve_StrictAndTheDiskIsFull_IssuesNothingUntilThereIsSpace()
    {
        using var disk = SmallDisk.Mount(4);
        await using var server = await ServeAsync("--audit-log-path", disk.File("audit.log"), "--audit-log-mode", "blocking-strict");
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        disk.Fill();

        // The last page of the file may still take some events.
        ApiAnswer? refused = null;
        await Patience.UntilAsync(async () => (refused = await admin.PostAsync(TokenPath, "{}")).Code == HttpStatusCode.InternalServerError, "a request fails");
        Assert.Contains("failed to store audit event", (string?)refused!.Json["message"], StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", refused.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/livez")).Code);
        await Patience.UntilAsync(async () => (await admin.GetAsync("/readyz")).Code == HttpStatusCode.InternalServerError, "it is not ready");
        await server.UntilSaysAsync("No space left on device");

        disk.Free();
        await Patience.UntilAsync(async () => (await admin.PostAsync(TokenPath, "{}")).Code == HttpStatusCode.Created, "a token is issued again");
        Assert.Equal(0, await server.TerminateAsync());
        var issued = (await File.ReadAllLinesAsync(disk.File("audit.log"))).Select(line => JsonNode.Parse(line)!)
            .Where(one => (string?)one["stage"] == "ResponseComplete" && (string?)one["objectRef"]?["subresource"] == "token");
        Assert.Contains(issued, one => (int?)one["responseStatus"]!["code"] == 500);
        Assert.Contains(issued, one => (int?)one["responseStatus"]!["code"] == 201);
    }

    [Fact]
    public async Task Serve_RotatesUnderLoad_LosesNothing()
    {
        await using var server = await ServeAsync("--audit-log-path", Log, "--audit-log-maxsize", "1", "--audit-log-mode", "blocking-strict");
        var load = AuditLoad.Start(server);
        await Patience.UntilAsync(() => Task.FromResult(Directory.GetFiles(_folder.Path, "audit-*.log").Length >= 2), "it is rotated twice");
        var ids = await load.StopAsync();
        Assert.Equal(0, await server.TerminateAsync());

        var (missing, broken) = AuditLoad.Check(ids, Directory.GetFiles(_folder.Path, "audit*.log"));
        Assert.Empty(missing);
        Assert.Empty(broken);
    }

    [Fact]
    public async Task Serve_WebhookHangs_TheFileHasEverythingAndTheLossIsReported()
    {
        var ended = new TaskCompletionSource();
        await using var receiver = await HttpsServer.StartAsync(_ => ended.Task);
        await using var server = await ServeAsync(
            "--audit-log-path", Log, "--audit-webhook-config-file", Kubeconfig(receiver), "--audit-webhook-batch-buffer-size", "100");
        var load = AuditLoad.Start(server);
        await load.UntilMoreAsync(300);
        var ids = await load.StopAsync();
        using var client = server.CreateClient(asAdministrator: true);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz")).StatusCode);
        await server.UntilSaysAsync("the last reason: queue_full");
        Assert.Equal(0, await server.TerminateAsync());
        ended.SetResult();

        Assert.Empty(AuditLoad.Check(ids, [Log]).Missing);
        Assert.Contains("audit events are lost: the output webhook did not take them before the server stopped", server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_WebhookFailsThenWorks_GetsTheEventsOfTheFileWithoutTokens()
    {
        var (bodies, isFailing) = (new ConcurrentQueue<string>(), true);
        await using var receiver = await HttpsServer.StartAsync(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var body = await reader.ReadToEndAsync();
            if (Volatile.Read(ref isFailing))
            {
                http.Response.StatusCode = 500;
                await http.Response.WriteAsync("the receiver's secret");
                return;
            }

            bodies.Enqueue(body);
        });
        var policy = _folder.File("policy.yaml");
        await File.WriteAllTextAsync(policy, "{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: RequestResponse}]}");
        await using var server = await ServeAsync(
            "--audit-log-path", Log, "--audit-policy-file", policy, "--audit-webhook-config-file", Kubeconfig(receiver),
            "--audit-webhook-initial-backoff", "50ms", "--audit-webhook-batch-max-wait", "50ms");
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        var token = await admin.IssueAsync("default");
        await admin.ReviewAsync(token);
        await server.UntilSaysAsync("the response has the status code 500");
        Volatile.Write(ref isFailing, false);
        await server.UntilSaysAsync("The audit webhook accepts events again");
        Assert.Equal(0, await server.TerminateAsync());

        var sent = bodies.SelectMany(body => JsonNode.Parse(body)!["items"]!.AsArray()).Select(item => item!.ToJsonString()).ToHashSet();
        var written = (await File.ReadAllLinesAsync(Log)).Select(line => JsonNode.Parse(line)!.ToJsonString()).ToHashSet();
        Assert.Contains(sent, line => line.Contains("\"subresource\":\"token\"", StringComparison.Ordinal));
        Assert.Empty(written.Except(sent));
        var signature = token[(token.LastIndexOf('.') + 1)..];
        Assert.DoesNotContain(bodies, body => body.Contains(signature, StringComparison.Ordinal));
        Assert.DoesNotContain("the receiver's secret", server.Errors, StringComparison.Ordinal);
    }

    private static async Task SendUntilClosedAsync(SignetProcess server, int client, ConcurrentBag<string> answered)
    {
        using var http = server.CreateClient(asAdministrator: true);
        try
        {
            for (var i = 0; ; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/version") { Version = http.DefaultRequestVersion };
                request.Headers.Add("Audit-Id", $"kill-{client}-{i}");
                using var answer = await http.SendAsync(request);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                answered.Add($"kill-{client}-{i}");
            }
        }
        catch (HttpRequestException)
        {
            // The server is killed.
        }
    }

    private string Kubeconfig(HttpsServer receiver)
    {
        var path = _folder.File("audit.kubeconfig");
        File.WriteAllText(path, receiver.Kubeconfig("/events"), Encoding.UTF8);
        return path;
    }

    private Task<SignetProcess> ServeAsync(params string[] flags) =>
        SignetProcess.ServeAsync(_folder.File("data"), ["--signing-algorithm", "ES256", .. flags]);
}
