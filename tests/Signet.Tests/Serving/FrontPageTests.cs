using System.Net;
using System.Security.Cryptography;
using System.Text;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary>The page that a browser gets at <c>/</c>.</summary>
public sealed class FrontPageTests(RunningServer running) : IDisposable
{
    /// <summary>What Chromium and Firefox send.</summary>
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Page_Browser_SeesTheIssuerAndTheDocuments()
    {
        using var client = running.Server.CreateClient();
        using var answer = await GetAsync(client, "/", Browser);
        var html = await answer.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.OK, "text/html; charset=utf-8"), (answer.StatusCode, answer.Content.Headers.ContentType?.ToString()));
        Assert.Contains($"<dt>Issuer</dt><dd><code>{running.Server.Address.ToString().TrimEnd('/')}</code></dd>", html, StringComparison.Ordinal);
        foreach (var link in (string[])["/.well-known/openid-configuration", "/openid/v1/jwks"])
        {
            Assert.Contains($"<a href=\"{link}\">", html, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(client, link, Browser)).StatusCode);
        }
    }

    /// <summary>Nothing is loaded and no script runs; the only style sheet is the one that the policy names.</summary>
    [Fact]
    public async Task Page_SecurityHeaders_AllowItsStyleAndNothingElse()
    {
        using var client = running.Server.CreateClient();
        using var answer = await GetAsync(client, "/", Browser);
        var html = await answer.Content.ReadAsStringAsync();
        var style = html[(html.IndexOf("<style>", StringComparison.Ordinal) + 7)..html.IndexOf("</style>", StringComparison.Ordinal)];

        Assert.Equal(
            $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'; img-src data:; " +
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("Accept", Assert.Single(answer.Headers.Vary));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/json")]
    [InlineData("application/json, text/html")]
    [InlineData("text/html;q=0.5, application/json")]
    [InlineData("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json")]
    public async Task Page_ClientsOfTheApi_GetThePathsIfTheyMay(string accept)
    {
        using var anonymous = running.Server.CreateClient();
        using var refused = await GetAsync(anonymous, "/", accept);
        using var administrator = running.Server.CreateClient(asAdministrator: true);
        using var paths = await GetAsync(administrator, "/", accept);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (paths.StatusCode, paths.Content.Headers.ContentType?.MediaType));
        Assert.False(paths.Headers.Contains("Content-Security-Policy"));
    }

    [Theory]
    [InlineData("POST", "/")]
    [InlineData("GET", "/index.html")]
    [InlineData("GET", "/console")]
    [InlineData("GET", "/api")]
    public async Task Page_OtherRequestsOfABrowser_NeedCredentials(string method, string path)
    {
        using var client = running.Server.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Accept", Browser);
        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Page_InvalidToken_IsRefused()
    {
        using var client = running.Server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Authorization", "Bearer nonsense" } } };
        request.Headers.TryAddWithoutValidation("Accept", Browser);
        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Page_DocumentsAreNotPublished_IsNotServed()
    {
        await using var server = await SignetInProcess.ServeAsync(_folder.File("data"), "--publish-discovery=false", "--signing-algorithm", "ES256");
        using var anonymous = server.CreateClient();
        using var administrator = server.CreateClient(asAdministrator: true);

        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(anonymous, "/", Browser)).StatusCode);
        Assert.Equal("application/json", (await GetAsync(administrator, "/", Browser)).Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Page_AnonymousRequestsAreOff_IsServedAsTheDocumentsAre()
    {
        await using var server = await SignetInProcess.ServeAsync(_folder.File("data"), "--anonymous-auth=false", "--signing-algorithm", "ES256");
        using var anonymous = server.CreateClient();

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(anonymous, "/", Browser)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(anonymous, "/", "*/*")).StatusCode);
    }

    [Fact]
    public async Task Page_SeveralIssuers_AreEncodedAndNamedOnce()
    {
        await using var server = await SignetInProcess.ServeAsync(
            _folder.File("data"), "--signing-algorithm", "ES256", "--service-account-issuer", "https://new.example.test/a&b",
            "--service-account-issuer", "https://old.example.test");
        using var client = server.CreateClient();
        var html = await (await GetAsync(client, "/", Browser)).Content.ReadAsStringAsync();

        Assert.Contains("<dt>Issuer</dt><dd><code>https://new.example.test/a&amp;b</code></dd>", html, StringComparison.Ordinal);
        Assert.Equal(1, Count(html, "<dt>Also accepted</dt><dd><code>https://old.example.test</code></dd>"));
        Assert.Equal(1, Count(html, "<dt>Also accepted</dt>"));
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static Task<HttpResponseMessage> GetAsync(HttpClient client, string path, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return client.SendAsync(request);
    }
}
