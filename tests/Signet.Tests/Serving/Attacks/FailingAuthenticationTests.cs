using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Signet.Server.Outbound;
using Signet.Testing;

namespace Signet.Tests.Serving.Attacks;

/// <summary>Requests that fail to authenticate: what they cause at other servers and in the log is bounded.</summary>
public sealed class FailingAuthenticationTests : IDisposable
{
    private const int Flood = 400;
    private readonly TemporaryFolder _folder = new();

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>Every unknown token could have a key that the issuer has just published; the fetches are bounded nevertheless.</summary>
    [Fact]
    public async Task UnknownKeys_OfAnIssuer_CauseOneFetch()
    {
        var (documents, keySets) = (0, 0);
        using var issuer = PretendIssuer.Create("known", "RS256");
        using var forged = PretendIssuer.Create("known", "RS256");
        var url = "";
        await using var provider = await HttpsServer.StartAsync(http =>
        {
            var isKeySet = http.Request.Path == "/jwks";
            Interlocked.Increment(ref isKeySet ? ref keySets : ref documents);
            return http.Response.WriteAsync(isKeySet
                ? PretendIssuer.KeySet(issuer)
                : new JsonObject { ["issuer"] = url, ["jwks_uri"] = $"{url}/jwks" }.ToJsonString());
        });
        url = provider.Address.ToString().TrimEnd('/');
        File.WriteAllText(_folder.File("ca.pem"), provider.AuthorityPem);
        await using var server = await SignetInProcess.ServeInMemoryAsync(
            "--oidc-issuer-url", url, "--oidc-client-id", "signet", "--oidc-ca-file", _folder.File("ca.pem"));
        var claims = $$"""{"iss":"{{url}}","aud":"signet","sub":"a","exp":4102444800}""";
        Assert.Equal(HttpStatusCode.Forbidden, await CodeOfAsync(server, issuer.Sign(claims)));
        var (documentsBefore, keySetsBefore) = (documents, keySets);

        await FloodAsync(server, i => forged.Sign(claims, keyId: i % 2 == 0 ? $"unknown-{i}" : "known"));
        await FloodAsync(server, i => forged.Sign(claims.Replace(url, $"https://other-{i}.example", StringComparison.Ordinal)));

        // The clock of the server moves while the test runs, so that a second one may be due.
        Assert.InRange(keySets - keySetsBefore, 0, 2);
        Assert.InRange(documents - documentsBefore, 0, 2);
        Assert.Equal(HttpStatusCode.Forbidden, await CodeOfAsync(server, issuer.Sign(claims)));
    }

    [Fact]
    public async Task Webhook_ManyUnknownTokens_AtMostSoManyAtOnceAndOneOfEach()
    {
        var (calls, atOnce, maxAtOnce) = (0, 0, 0);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var webhook = await HttpsServer.StartAsync(async http =>
        {
            Interlocked.Increment(ref calls);
            var now = Interlocked.Increment(ref atOnce);
            InterlockedMax(ref maxAtOnce, now);
            await gate.Task;
            Interlocked.Decrement(ref atOnce);
            await http.Response.WriteAsync("""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","status":{"authenticated":false}}""");
        });
        await using var server = await ServeAsync(webhook);
        using var same = server.CreateClient();

        var floods = FloodAsync(server, i => $"garbage-{i}");
        await Patience.UntilAsync(() => Task.FromResult(Volatile.Read(ref atOnce) == WebhookClient.MaxConcurrent), "the webhook has its maximum");
        var repeated = Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CodeOfAsync(same, "garbage-0")));
        using var admin = server.CreateClient(asAdministrator: true);
        using var ready = await admin.GetAsync("/readyz");
        gate.SetResult();
        await floods;

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.All(await repeated, code => Assert.Equal(HttpStatusCode.Unauthorized, code));
        Assert.Equal(WebhookClient.MaxConcurrent, maxAtOnce);
        Assert.InRange(calls, 1, Flood);
    }

    /// <summary>A token that is sent again and again, while the webhook is down, is not passed on each time.</summary>
    [Fact]
    public async Task Webhook_Down_IsNotAskedForEachRequestOfAToken()
    {
        var calls = 0;
        await using var webhook = await HttpsServer.StartAsync(http =>
        {
            Interlocked.Increment(ref calls);
            http.Response.StatusCode = 400;
            return Task.CompletedTask;
        });
        await using var server = await ServeAsync(webhook);

        await FloodAsync(server, _ => "garbage");

        // One a second, and the flood is far shorter than that.
        Assert.InRange(calls, 1, Flood / 10);
    }

    [Fact]
    public async Task Log_ManyFailures_HasABoundedNumberOfLinesAndTheirCount()
    {
        await using var server = await SignetInProcess.ServeInMemoryAsync();
        for (var i = 0; i < 5; i++)
        {
            await FloodAsync(server, one => $"garbage-{one}");
        }

        var lines = server.Errors.Split('\n');
        var failures = lines.Count(line => line.Contains("Authentication failed for", StringComparison.Ordinal));
        Assert.InRange(failures, 200, 5 * Flood * 3 / 4);
        Assert.Contains(lines, line => line.Contains("lines like the next one were not written", StringComparison.Ordinal));
        Assert.DoesNotContain("garbage-", server.Errors, StringComparison.Ordinal);
    }

    private async Task<SignetInProcess> ServeAsync(HttpsServer webhook)
    {
        File.WriteAllText(_folder.File("webhook"), webhook.Kubeconfig("/review"));
        return await SignetInProcess.ServeInMemoryAsync("--authentication-token-webhook-config-file", _folder.File("webhook"));
    }

    /// <summary>Sends requests with tokens at once; all are refused.</summary>
    private static async Task FloodAsync(SignetInProcess server, Func<int, string> token)
    {
        using var client = server.CreateClient();
        var codes = await Task.WhenAll(Enumerable.Range(0, Flood).Select(i => CodeOfAsync(client, token(i))));
        Assert.All(codes, code => Assert.Equal(HttpStatusCode.Unauthorized, code));
    }

    private static async Task<HttpStatusCode> CodeOfAsync(SignetInProcess server, string token)
    {
        using var client = server.CreateClient();
        return await CodeOfAsync(client, token);
    }

    private static async Task<HttpStatusCode> CodeOfAsync(HttpClient client, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/namespaces")
        {
            Version = HttpVersion.Version20,
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private static void InterlockedMax(ref int max, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref max)) < value && Interlocked.CompareExchange(ref max, value, seen) != seen)
        {
            // Another thread has changed it.
        }
    }
}
