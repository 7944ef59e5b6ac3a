using System.Net;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>CORS headers for browsers (apiserver, <c>pkg/server/filters/cors.go</c>).</summary>
public sealed class CorsTests(RunningServer running) : IDisposable
{
    private const string KeySet = "/openid/v1/jwks";
    private const string Review = "/apis/authentication.k8s.io/v1/tokenreviews";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Document_PreflightFromAnyOrigin_IsAllowed()
    {
        using var client = running.Server.CreateClient();
        using var answer = await AskAsync(client, HttpMethod.Options, KeySet, "https://spa.example.test", "GET");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(["*"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Contains("GET", answer.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
        Assert.Contains("Authorization", answer.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
        Assert.True(answer.Headers.Contains("Audit-Id"));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Api_WithoutAllowedOrigins_SendsNoCorsHeaders()
    {
        using var client = running.Server.CreateClient();
        using var answer = await AskAsync(client, HttpMethod.Options, Review, "https://spa.example.test", "POST");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(answer.Headers.Vary);
    }

    [Fact]
    public async Task Api_WithAllowedOrigins_AnswersThemWithKubesHeaders()
    {
        await using var server = await SignetInProcess.ServeAsync(
            _folder.File("data"), "--cors-allowed-origins", "//a\\.example\\.test(:|$),^https://b\\.example\\.test$", "--signing-algorithm", "ES256");
        using var client = server.CreateClient();

        foreach (var origin in (string[])["https://a.example.test", "http://a.example.test:8080", "https://b.example.test"])
        {
            using var preflight = await AskAsync(client, HttpMethod.Options, Review, origin, "POST");
            using var answer = await AskAsync(client, HttpMethod.Get, "/version", origin, null);

            Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.All([preflight, answer], one =>
            {
                Assert.Equal([origin], one.Headers.GetValues("Access-Control-Allow-Origin"));
                Assert.Equal(["true"], one.Headers.GetValues("Access-Control-Allow-Credentials"));
                Assert.Equal(["POST, GET, OPTIONS, PUT, DELETE, PATCH"], one.Headers.GetValues("Access-Control-Allow-Methods"));
                Assert.Equal(
                    ["Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, Authorization, X-Requested-With, If-Modified-Since"],
                    one.Headers.GetValues("Access-Control-Allow-Headers"));
                Assert.Equal(["Date"], one.Headers.GetValues("Access-Control-Expose-Headers"));
                Assert.Contains("Origin", one.Headers.Vary);
            });
        }

        foreach (var origin in (string[])["https://a.example.test.evil.test", "https://b.example.test:8443", "https://evil.test", "null"])
        {
            using var answer = await AskAsync(client, HttpMethod.Get, "/version", origin, null);
            using var preflight = await AskAsync(client, HttpMethod.Options, "/version", origin, "GET");

            Assert.Equal(HttpStatusCode.Forbidden, preflight.StatusCode);
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.Contains("Origin", answer.Headers.Vary);
        }
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, HttpMethod method, string path, string origin, string? wanted)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { { "Origin", origin } } };
        if (wanted is not null)
        {
            request.Headers.Add("Access-Control-Request-Method", wanted);
        }

        return await client.SendAsync(request);
    }
}
