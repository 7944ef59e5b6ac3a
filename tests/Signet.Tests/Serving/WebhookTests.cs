using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Webhooks for authentication and authorization.</summary>
public sealed class WebhookTests(WebhookTests.Asking asking) : IClassFixture<WebhookTests.Asking>
{
    private const string Reviews = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    [Fact]
    public async Task Token_KnownToTheWebhook_CausesOneCall()
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
    [InlineData("bad-token", 1, 1)]
    [InlineData("foreign-token", 1, 1)]
    [InlineData("failing-token", 3, 6)]
    public async Task Token_InvalidOrWebhookFailing_Is401AndTheLogHasTheReason(string token, int expected, int later)
    {
        using var client = Client(token);

        for (var i = 0; i < 2; i++)
        {
            var answer = await client.GetAsync("/version");
            Assert.Equal(HttpStatusCode.Unauthorized, answer.Code);
            Assert.Equal("Unauthorized", (string?)answer.Json["message"]);
        }

        // A call is tried three times. Failures are cached for a second, which may have passed before the next request.
        var asked = asking.Asked.Count(review => (string?)review["spec"]!["token"] == token);
        Assert.True(asked == expected || asked == later, $"{token}: {asked}");
        Assert.DoesNotContain(token, asking.Server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rights_OfTheWebhook_FollowThoseOfRoles()
    {
        using var client = Client("good-token");

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/namespaces/default/secrets")).Code);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/namespaces/default/secrets")).Code);
        var refused = await client.GetAsync("/api/v1/namespaces/default/pods");
        Assert.Equal(HttpStatusCode.Forbidden, refused.Code);
        Assert.EndsWith("in the namespace \"default\": not today", (string?)refused.Json["message"], StringComparison.Ordinal);

        // The webhook is not called for what roles allow.
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/version")).Code);
        var asked = asking.Asked
            .Where(review => review["spec"]!["resourceAttributes"] is { } resource && (string?)resource["namespace"] == "default")
            .Select(review => review["spec"]!.ToJsonString())
            .ToArray();
        Assert.Equal(2, asked.Length);
        Assert.Equal(
            """{"resourceAttributes":{"namespace":"default","verb":"list","version":"v1","resource":"secrets"},"user":"erin","groups":["ops","system:authenticated"],"extra":{"a.b/c":["d"]},"uid":"7"}""",
            asked[0]);
    }

    [Fact]
    public async Task Metrics_OfBothWebhooks_CountReviews()
    {
        using var client = Client("good-token");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/namespaces/default/secrets")).Code);
        using var admin = asking.Server.CreateClient(asAdministrator: true);

        var text = await admin.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Matches("(?m)^apiserver_authorization_webhook_evaluations_total{name=\"webhook\",result=\"success\"} [1-9]", text);
        Assert.Matches("(?m)^apiserver_authorization_webhook_duration_seconds_count{name=\"webhook\",result=\"success\"} [1-9]", text);
        Assert.Matches("(?m)^signet_webhook_request_duration_seconds_count{webhook=\"authentication\",code=\"200\"} [1-9]", text);
        Assert.Matches("(?m)^signet_webhook_request_duration_seconds_count{webhook=\"authorization\",code=\"200\"} [1-9]", text);
    }

    [Fact]
    public async Task Rights_WithSelectors_SelectorsAreSent()
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
    public async Task Rights_WebhookFailing_AnswerHasNoDetails()
    {
        using var client = Client("good-token");

        var answer = await client.GetAsync("/api/v1/nodes");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Code);
        Assert.Equal("InternalError", (string?)answer.Json["reason"]);
        Assert.DoesNotContain("/rights", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nodes", false, "the authorization webhook failed")]
    [InlineData("persistentvolumes", false, "the authorization webhook failed")]
    [InlineData("endpoints", false, "the authorization webhook failed")]
    [InlineData("events", false, "webhook subject access review returned both allow and deny response")]
    [InlineData("pods", false, "")]
    [InlineData("secrets", true, "")]
    public async Task AccessReview_WebhookFailing_HasTheEvaluationError(string resource, bool isAllowed, string error)
    {
        using var client = Client("good-token");

        var status = (await client.CreateAsync(
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            $$$$"""{"spec":{"resourceAttributes":{"verb":"get","resource":"{{{{resource}}}}","namespace":"reviewed"}}}"""))["status"]!;

        Assert.Equal(isAllowed, (bool?)status["allowed"]);
        Assert.Equal(resource == "events" ? true : null, (bool?)status["denied"]);
        Assert.Equal(error.Length == 0 ? null : error, (string?)status["evaluationError"]);
    }

    [Fact]
    public async Task RulesReview_WithAWebhook_IsIncomplete()
    {
        using var client = Client("good-token");

        var status = (await client.CreateAsync("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", """{"spec":{"namespace":"default"}}"""))["status"]!;

        Assert.True((bool?)status["incomplete"]);
        Assert.Equal("webhook authorizer does not support user rule resolution", (string?)status["evaluationError"]);
        Assert.NotEmpty((JsonArray)status["resourceRules"]!);
    }

    [Fact]
    public async Task Token_SentConcurrently_CausesOneCall()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var client = Client("crowded-token");
            return (await client.GetAsync("/version")).Code;
        }));

        Assert.All(answers, code => Assert.Equal(HttpStatusCode.Unauthorized, code));
        Assert.Single(asking.Asked, review => (string?)review["spec"]!["token"] == "crowded-token");
    }

    [Fact]
    public async Task OlderVersions_WebhookBeforeRoles_RolesStillAllowAndTheAuditHasFailures()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("tokens.csv"), "static-token,frank,u-frank,\"some\"\n");
        await using var server = await SignetInProcess.ServeAsync(
            folder.File("data"),
            [.. asking.Flags, "--authorization-mode", "Webhook,RBAC", "--authorization-webhook-version", "v1beta1", "--authentication-token-webhook-version", "v1beta1",
            "--token-auth-file", folder.File("tokens.csv"), "--audit-log-path", folder.File("audit.log")]);
        using var known = new ApiClient(server.CreateClient());
        known.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "static-token");
        using var asked = new ApiClient(server.CreateClient());
        asked.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "beta-token");

        // The webhook fails for both paths; no role allows the second one.
        Assert.Equal(HttpStatusCode.OK, (await known.GetAsync("/openapi/v3")).Code);
        var failed = await known.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.InternalServerError, failed.Code);
        Assert.Equal(HttpStatusCode.Unauthorized, (await asked.GetAsync("/version")).Code);

        await server.DisposeAsync();
        Assert.Contains("The authorization webhook failed: https://", server.Errors, StringComparison.Ordinal);
        Assert.Contains(
            $"get /metrics (audit id {Assert.Single(failed.Headers.GetValues("Audit-Id"))}) could not be authorized: the authorization webhook failed",
            server.Errors,
            StringComparison.Ordinal);
        var review = asking.Asked.First(one => (string?)one["spec"]!["user"] == "frank");
        Assert.Equal("authorization.k8s.io/v1beta1", (string?)review["apiVersion"]);
        Assert.Equal("""["some","system:authenticated"]""", review["spec"]!["group"]!.ToJsonString());
        Assert.Null(review["spec"]!["groups"]);
        Assert.Equal("authentication.k8s.io/v1beta1", (string?)asking.Asked.First(one => (string?)one["spec"]!["token"] == "beta-token")["apiVersion"]);
        var ends = (await File.ReadAllLinesAsync(folder.File("audit.log"))).Select(line => (JsonObject)JsonNode.Parse(line)!)
            .Where(one => (string?)one["stage"] == "ResponseComplete")
            .ToDictionary(one => (string)one["requestURI"]!, one => one);
        Assert.Equal("allow", (string?)ends["/openapi/v3"]["annotations"]!["authorization.k8s.io/decision"]);
        Assert.Equal(500, (int?)ends["/metrics"]["responseStatus"]!["code"]);
        Assert.Equal("""{"authorization.k8s.io/reason":"internal error"}""", ends["/metrics"]["annotations"]!.ToJsonString());
        Assert.Equal("Authentication failed, attempted: bearer", (string?)ends["/version"]["responseStatus"]!["message"]);
    }

    private ApiClient Client(string token)
    {
        var client = new ApiClient(asking.Server.CreateClient());
        client.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>The server and the webhook.</summary>
    public sealed class Asking : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();
        public ConcurrentQueue<JsonObject> Asked { get; } = new();

        public ConcurrentQueue<string> Shown { get; } = new();

        private HttpsServer _webhook = null!;
        internal SignetInProcess Server { get; private set; } = null!;

        /// <summary>The flags that make the server call the webhook.</summary>
        public string[] Flags =>
        [
            "--signing-algorithm", "ES256",
            "--authentication-token-webhook-config-file", _folder.File("tokens.yaml"),
            "--authorization-webhook-config-file", _folder.File("rights.yaml"),
        ];

        public async ValueTask InitializeAsync()
        {
            _webhook = await HttpsServer.StartAsync(AnswerAsync);
            await File.WriteAllTextAsync(_folder.File("tokens.yaml"), _webhook.Kubeconfig("/tokens", "{tokenFile: secret}"));
            await File.WriteAllTextAsync(_folder.File("secret"), "shown\n");
            await File.WriteAllTextAsync(_folder.File("rights.yaml"), _webhook.Kubeconfig("/rights"));
            Server = await SignetInProcess.ServeAsync(
                _folder.File("data"),
                [.. Flags, "--authorization-mode", "RBAC,Webhook"]);
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
            if ((string?)spec["token"] == "failing-token" || (string?)spec["resourceAttributes"]?["resource"] is "nodes" or "endpoints" ||
                (string?)spec["nonResourceAttributes"]?["path"] is not null)
            {
                http.Response.StatusCode = (string?)spec["resourceAttributes"]?["resource"] == "endpoints" ? 404 : 503;
                return;
            }

            await http.Response.WriteAsync(((string?)spec["token"], (string?)spec["resourceAttributes"]?["resource"]) switch
            {
                ("good-token", _) => """{"status":{"authenticated":true,"user":{"username":"erin","uid":"7","groups":["ops"],"extra":{"a.b/c":["d"]}}}}""",
                ("foreign-token", _) => """{"status":{"authenticated":true,"audiences":["elsewhere"],"user":{"username":"erin"}}}""",
                ("bad-token", _) => """{"status":{"authenticated":false,"error":"bad-token expired long ago"}}""",
                (_, "persistentvolumes") => "<html>",
                (_, "events") => """{"status":{"allowed":true,"denied":true}}""",
                (_, "secrets") => """{"status":{"allowed":true}}""",
                _ => """{"status":{"allowed":false,"reason":"not today"}}""",
            });
        }
    }
}
