using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Another server says whose tokens are and what they may do.</summary>
public sealed class WebhookTests(WebhookTests.Asking asking) : IClassFixture<WebhookTests.Asking>
{
    private const string Reviews = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    [Fact]
    public async Task Token_KnownToTheWebhook_IsAskedForOnce()
    {
        using var client = Client("good-token");
        for (var i = 0; i < 3; i++)
        {
            var user = (await client.CreateAsync(Reviews, "{}"))["status"]!["userInfo"]!;
            Assert.Equal("""{"username":"erin","uid":"7","groups":["ops","system:authenticated"],"extra":{"a.b/c":["d"]}}""", user.ToJsonString());
        }

        var asked = Assert.Single(asking.Asked, review => (string?)review["spec"]!["token"] == "good-token");
        Assert.Equal("TokenReview", (string?)asked["kind"]);
        Assert.Equal(asking.Server.Address.ToString().TrimEnd('/'), (string?)asked["spec"]!["audiences"]![0]);
        Assert.Contains("Bearer shown", asking.Shown);
    }

    [Theory]
    [InlineData("bad-token", 1)]
    [InlineData("foreign-token", 1)]
    [InlineData("failing-token", 6)]
    public async Task Token_NotGoodOrWebhookFailing_Is401AndTheLogSaysWhy(string token, int expected)
    {
        using var client = Client(token);

        for (var i = 0; i < 2; i++)
        {
            var answer = await client.GetAsync("/version");
            Assert.Equal(HttpStatusCode.Unauthorized, answer.Code);
            Assert.Equal("Unauthorized", (string?)answer.Json["message"]);
        }

        // No answer is no knowledge: a failure is tried three times, and again the next time.
        Assert.Equal(expected, asking.Asked.Count(review => (string?)review["spec"]!["token"] == token));
        Assert.DoesNotContain(token, asking.Server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rights_OfTheWebhook_CountBehindThoseOfRoles()
    {
        using var client = Client("good-token");

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/namespaces/default/secrets")).Code);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/namespaces/default/secrets")).Code);
        var refused = await client.GetAsync("/api/v1/namespaces/default/pods");
        Assert.Equal(HttpStatusCode.Forbidden, refused.Code);
        Assert.EndsWith("in the namespace \"default\": not today", (string?)refused.Json["message"], StringComparison.Ordinal);

        // What roles allow is not asked.
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/version")).Code);
        var asked = asking.Asked.Where(review => review["spec"]!["resourceAttributes"] is { } resource && (string?)resource["namespace"] == "default").Select(review => review["spec"]!.ToJsonString()).ToArray();
        Assert.Equal(2, asked.Length);
        Assert.Equal(
            """{"resourceAttributes":{"namespace":"default","verb":"list","version":"v1","resource":"secrets"},"user":"erin","groups":["ops","system:authenticated"],"extra":{"a.b/c":["d"]},"uid":"7"}""",
            asked[0]);
    }

    [Fact]
    public async Task Rights_OfASelection_AreAskedWithIt()
    {
        using var client = Client("good-token");

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(
            "/api/v1/namespaces/selected/secrets?fieldSelector=metadata.name!%3Da&labelSelector=x,y+in+(1,2),!z,n%3E5")).Code);

        var asked = asking.Asked.Single(review => (string?)review["spec"]!["resourceAttributes"]?["namespace"] == "selected")["spec"]!["resourceAttributes"]!;
        Assert.Equal("""{"requirements":[{"key":"metadata.name","operator":"NotIn","values":["a"]}]}""", asked["fieldSelector"]!.ToJsonString());
        Assert.Equal(
            """{"requirements":[{"key":"x","operator":"Exists"},{"key":"y","operator":"In","values":["1","2"]},{"key":"z","operator":"DoesNotExist"}]}""",
            asked["labelSelector"]!.ToJsonString());
    }

    [Fact]
    public async Task Rights_WebhookFailing_AreNotKnown()
    {
        using var client = Client("good-token");

        var answer = await client.GetAsync("/api/v1/nodes");
        var allowed = await client.GetAsync("/version");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Code);
        Assert.Equal("Internal error occurred: the authorization webhook failed", (string?)answer.Json["message"]);
        Assert.Equal(HttpStatusCode.OK, allowed.Code);
        await asking.Server.UntilSaysAsync("The webhook for authorization failed");
        await asking.Server.UntilSaysAsync("Whether list /api/v1/nodes (");
    }

    [Fact]
    public async Task AccessReview_WebhookFailing_SaysSo()
    {
        using var client = Client("good-token");

        var status = (await client.CreateAsync(
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            """{"spec":{"resourceAttributes":{"verb":"list","resource":"nodes"}}}"""))["status"]!;

        Assert.False((bool)status["allowed"]!);
        Assert.Equal("the authorization webhook failed", (string?)status["evaluationError"]);
    }

    private ApiClient Client(string token)
    {
        var client = new ApiClient(asking.Server.CreateClient());
        client.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>The server that asks, and the webhook.</summary>
    public sealed class Asking : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();
        public ConcurrentQueue<JsonObject> Asked { get; } = new();

        public ConcurrentQueue<string> Shown { get; } = new();

        private HttpsServer _webhook = null!;
        public SignetProcess Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _webhook = await HttpsServer.StartAsync(AnswerAsync);
            await File.WriteAllTextAsync(_folder.File("tokens.yaml"), _webhook.Kubeconfig("/tokens", "{tokenFile: secret}"));
            await File.WriteAllTextAsync(_folder.File("secret"), "shown\n");
            await File.WriteAllTextAsync(_folder.File("rights.yaml"), _webhook.Kubeconfig("/rights"));
            Server = await SignetProcess.ServeAsync(
                _folder.File("data"),
                "--signing-algorithm", "ES256",
                "--authentication-token-webhook-config-file", _folder.File("tokens.yaml"),
                "--authorization-webhook-config-file", _folder.File("rights.yaml"),
                "--authorization-mode", "RBAC,Webhook",

                // What is remembered stays so for as long as the tests may take.
                "--authentication-token-webhook-cache-ttl", "1h",
                "--authorization-webhook-cache-authorized-ttl", "1h",
                "--authorization-webhook-cache-unauthorized-ttl", "1h");
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            await _webhook.DisposeAsync();
            _folder.Dispose();
        }

        private async Task AnswerAsync(HttpContext http)
        {
            var review = (JsonObject)(await JsonNode.ParseAsync(http.Request.Body))!;
            var spec = review["spec"]!;
            Asked.Enqueue(review);
            Shown.Enqueue(http.Request.Headers.Authorization.ToString());
            if ((string?)spec["token"] == "failing-token" || (string?)spec["resourceAttributes"]?["resource"] == "nodes")
            {
                http.Response.StatusCode = 503;
                return;
            }

            await http.Response.WriteAsync(((string?)spec["token"], (string?)spec["resourceAttributes"]?["resource"]) switch
            {
                ("good-token", _) => """{"status":{"authenticated":true,"user":{"username":"erin","uid":"7","groups":["ops"],"extra":{"a.b/c":["d"]}}}}""",
                ("foreign-token", _) => """{"status":{"authenticated":true,"audiences":["elsewhere"],"user":{"username":"erin"}}}""",
                ("bad-token", _) => """{"status":{"authenticated":false,"error":"bad-token expired long ago"}}""",
                (_, "secrets") => """{"status":{"allowed":true}}""",
                _ => """{"status":{"allowed":false,"reason":"not today"}}""",
            });
        }
    }
}
