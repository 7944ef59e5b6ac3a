using System.Net;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>Access to the discovery document and the JWKS, and their formats.</summary>
public sealed class PublishedDocumentsTests(RunningServer running) : IDisposable
{
    private const string Configuration = "/.well-known/openid-configuration";
    private const string KeySet = "/openid/v1/jwks";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("GET", Configuration, 200)]
    [InlineData("GET", KeySet, 200)]
    [InlineData("GET", KeySet + "/", 200)]
    [InlineData("HEAD", Configuration, 200)]
    [InlineData("HEAD", KeySet, 200)]
    [InlineData("HEAD", "/livez", 200)]
    [InlineData("HEAD", "/readyz", 200)]
    [InlineData("HEAD", "/livez/ping", 403)]
    [InlineData("HEAD", "/version", 403)]
    [InlineData("HEAD", "/api", 403)]
    [InlineData("POST", KeySet, 403)]
    [InlineData("OPTIONS", KeySet, 403)]
    public async Task Document_WithoutCredentials_CanOnlyBeRead(string method, string path, int code)
    {
        using var client = running.Server.CreateClient();
        using var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(code, (int)answer.StatusCode);
        var body = await answer.Content.ReadAsByteArrayAsync();
        if (method == "HEAD")
        {
            Assert.Empty(body);
            Assert.True(answer.Content.Headers.ContentLength > 0);
        }
    }

    [Fact]
    public async Task Document_WithAnInvalidToken_IsRefused()
    {
        using var client = running.Server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, KeySet) { Headers = { { "Authorization", "Bearer nonsense" } } };
        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Document_Published_IsAllowedInReviewsToo()
    {
        using var client = new ApiClient(running.Server.CreateClient(asAdministrator: true));
        var review = await client.CreateAsync(
            "/apis/authorization.k8s.io/v1/subjectaccessreviews",
            """{"spec":{"user":"nobody-in-particular","nonResourceAttributes":{"verb":"get","path":"/openid/v1/jwks"}}}""");

        Assert.True((bool?)review["status"]!["allowed"]);
        Assert.Contains("--publish-discovery", (string)review["status"]!["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_WithoutPublishing_KeepsKubernetesRuleAndLogsTheSettingOnce()
    {
        await File.WriteAllTextAsync(_folder.File("tokens.csv"), "alice-token,alice,u-alice\n");
        await using var server = await SignetInProcess.ServeAsync(
            _folder.File("data"), "--publish-discovery=false", "--signing-algorithm", "ES256", "--token-auth-file", _folder.File("tokens.csv"));
        using var client = server.CreateClient();
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();

        Assert.Equal(HttpStatusCode.Forbidden, await CodeAsync(client, HttpMethod.Get, KeySet, null));
        Assert.Equal(HttpStatusCode.Forbidden, await CodeAsync(client, HttpMethod.Get, Configuration, "alice-token"));
        Assert.Equal(HttpStatusCode.OK, await CodeAsync(client, HttpMethod.Get, KeySet, await admin.IssueAsync("default")));
        Assert.Equal(HttpStatusCode.OK, await CodeAsync(client, HttpMethod.Get, "/livez", null));
        Assert.Equal(HttpStatusCode.Forbidden, await CodeAsync(client, HttpMethod.Head, "/livez", null));
        await server.UntilSaysAsync("--publish-discovery=true");
        await server.DisposeAsync();
        Assert.Single(server.Errors.Split('\n'), line => line.Contains("--publish-discovery=true", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("true", HttpStatusCode.OK)]
    [InlineData("false", HttpStatusCode.Unauthorized)]
    public async Task Serve_WithoutAnonymousAccess_OnlyPublishedDocumentsArePublic(string published, HttpStatusCode code)
    {
        await using var server = await SignetInProcess.ServeAsync(
            _folder.File("data"), "--anonymous-auth=false", $"--publish-discovery={published}", "--signing-algorithm", "ES256");
        using var client = server.CreateClient();

        Assert.Equal(code, await CodeAsync(client, HttpMethod.Get, KeySet, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await CodeAsync(client, HttpMethod.Get, "/livez", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await CodeAsync(client, HttpMethod.Post, KeySet, null));
        if (code == HttpStatusCode.Unauthorized)
        {
            await server.UntilSaysAsync("--publish-discovery=true would allow anonymous requests to read this document");
        }
    }

    [Fact]
    public async Task Serve_WithAnAuditLog_ReadersOfPublishedDocumentsLeaveNoEvents()
    {
        var log = _folder.File("audit.log");
        await using var server = await SignetInProcess.ServeAsync(_folder.File("data"), "--audit-log-path", log, "--signing-algorithm", "ES256");
        using var client = server.CreateClient();

        Assert.Equal(HttpStatusCode.OK, await CodeAsync(client, HttpMethod.Get, KeySet, null));
        Assert.Equal(HttpStatusCode.OK, await CodeAsync(client, HttpMethod.Head, Configuration + "/", null));
        Assert.Equal(HttpStatusCode.Forbidden, await CodeAsync(client, HttpMethod.Post, KeySet, null));
        await server.DisposeAsync();
        var events = (await File.ReadAllLinesAsync(log)).Select(line => JsonNode.Parse(line)!).ToList();
        var event1 = Assert.Single(events, entry => ((string)entry["requestURI"]!).Contains("openid", StringComparison.Ordinal) && (string?)entry["stage"] == "ResponseComplete");
        Assert.Equal("post", (string?)event1["verb"]);
    }

    [Theory]
    [InlineData(KeySet, null, 200, "application/jwk-set+json")]
    [InlineData(KeySet, "application/json", 200, "application/json")]
    [InlineData(KeySet, "application/json;q=0.9, text/plain", 200, "application/json")]
    [InlineData(KeySet, "application/*", 200, "application/jwk-set+json")]
    [InlineData(KeySet, "text/html", 406, "application/json")]
    [InlineData(Configuration, "application/*;q=0.1", 200, "application/json")]
    [InlineData(Configuration, "application/JSON; charset=utf-8", 200, "application/json")]
    [InlineData(Configuration, "text/html", 406, "application/json")]
    public async Task Document_Accept_DecidesTheTypeOfTheSameBytes(string path, string? accept, int code, string mediaType)
    {
        using var client = running.Server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var answer = await client.SendAsync(request);

        Assert.Equal(code, (int)answer.StatusCode);
        Assert.Equal(mediaType, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["*"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        if (code == 200)
        {
            Assert.Equal(["Accept"], answer.Headers.Vary);
            Assert.Equal(await client.GetStringAsync(path), await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task KeySet_InTwoTypes_HasTwoTags()
    {
        using var client = running.Server.CreateClient();
        using var asJson = new HttpRequestMessage(HttpMethod.Get, KeySet) { Headers = { { "Accept", "application/json" } } };
        using var first = await client.GetAsync(KeySet);
        using var second = await client.SendAsync(asJson);

        Assert.NotEqual(first.Headers.ETag, second.Headers.ETag);
    }

    [Theory]
    [InlineData(KeySet, true)]
    [InlineData(Configuration, true)]
    [InlineData("/openapi/v2", true)]
    [InlineData("/openapi/v3/api/v1", true)]
    [InlineData("/api", false)]
    public async Task EntityTag_WeakOrInAList_IsNotModified(string path, bool anyMatches)
    {
        var tag = (await SendAsync(path, null)).Headers.ETag!.Tag;

        Assert.Equal(HttpStatusCode.NotModified, (await SendAsync(path, tag)).StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, (await SendAsync(path, "W/" + tag)).StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, (await SendAsync(path, $"\"other\", W/\"x,y\", {tag}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(path, "\"other\"")).StatusCode);
        Assert.Equal(anyMatches ? HttpStatusCode.NotModified : HttpStatusCode.OK, (await SendAsync(path, "*")).StatusCode);
        using var unchanged = await SendAsync(path, tag);
        Assert.Equal(tag, unchanged.Headers.ETag!.Tag);
        Assert.Contains("Accept", unchanged.Headers.Vary);
        Assert.NotNull(unchanged.Headers.CacheControl);
        Assert.Empty(await unchanged.Content.ReadAsByteArrayAsync());
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string? ifNoneMatch)
    {
        using var client = running.Server.CreateClient(asAdministrator: true);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", path == "/api" ? "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" : "*/*");
        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        return await client.SendAsync(request);
    }

    private static async Task<HttpStatusCode> CodeAsync(HttpClient client, HttpMethod method, string path, string? token)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.Add("Authorization", "Bearer " + token);
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
