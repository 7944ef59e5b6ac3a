using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Signing;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Tests.Hosting;

namespace Signet.Tests.Serving;

/// <summary>Issue 12, 7: an address that serves the issuers' documents and nothing else.</summary>
public sealed class PublicDocumentsTests
{
    private const string Configuration = "/.well-known/openid-configuration";
    private const string KeySet = "/openid/v1/jwks";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PublicAddress_Documents_AreThoseOfTheApi(bool isTls)
    {
        await using var server = await StartAsync(isTls);
        using var admin = InProcessClient.HttpOf(server);
        using var client = ClientOf(server, isTls);

        foreach (var path in (string[])[Configuration, KeySet, "/tenants/a" + Configuration, "/tenants/a" + KeySet])
        {
            using var expected = await admin.GetAsync(path, Cancellation);
            using var answer = await client.GetAsync(path, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(await expected.Content.ReadAsStringAsync(Cancellation), await answer.Content.ReadAsStringAsync(Cancellation));
            Assert.Equal((expected.Headers.ETag, "public, max-age=3600", "*"),
                (answer.Headers.ETag, answer.Headers.CacheControl!.ToString(), Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin"))));
        }

        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, KeySet), Cancellation);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancellation));
    }

    /// <summary>With every credential that the API accepts.</summary>
    [Fact]
    public async Task PublicAddress_EverythingElse_NotFoundWhoeverAsks()
    {
        await using var server = await StartAsync(isTls: true);
        using var admin = InProcessClient.Of(server);
        await admin.UntilDefaultAccountAsync();
        using var client = InProcessClient.HttpOf(server);
        client.BaseAddress = AddressOf(server, isTls: true);
        client.DefaultRequestHeaders.Authorization = new("Bearer", await admin.IssueAsync("default"));

        foreach (var path in (string[])
            ["/", "/api", "/apis", "/api/v1/namespaces", "/healthz", "/readyz?verbose", "/version", "/metrics", "/openapi/v2", KeySet + "/x", Configuration + "/x", "/tenants/b" + KeySet])
        {
            using var answer = await client.GetAsync(path, Cancellation);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, answer.StatusCode));
            Assert.Equal("NotFound", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["reason"]);
        }

        using var posted = await client.PostAsync(KeySet, new StringContent(""), Cancellation);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
        using var token = await client.PostAsync("/api/v1/namespaces/default/serviceaccounts/default/token", new StringContent(""), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, token.StatusCode);
    }

    [Fact]
    public async Task PublicAddress_RequestWithABodyOrALargeHead_IsRefusedAndOthersAreAnswered()
    {
        await using var server = await StartAsync(isTls: false);

        Assert.StartsWith("HTTP/1.1 405 ", await SendAsync(server, $"POST {KeySet} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ", await SendAsync(server, $"GET {KeySet} HTTP/1.1\r\nHost: x\r\nA: {new string('a', 17_000)}\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await SendAsync(server, $"GET {KeySet} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PublicAddressIsInUse_IsRefusedAndNamesTheSetting()
    {
        using var held = new TcpListener(IPAddress.Loopback, 0);
        held.Start();
        var options = OptionsOf(isTls: true);

        var refused = await Assert.ThrowsAsync<StartupException>(() => new SignetServerBuilder(
            options with { Documents = options.Documents with { PublicEndPoint = (IPEndPoint)held.LocalEndpoint } }).StartAsync(Cancellation));

        Assert.Equal($"--public-bind-address: {held.LocalEndpoint} is in use by another process", refused.Message);
    }

    private static ServerOptions OptionsOf(bool isTls) => new()
    {
        Keys = new KeyOptions { SigningAlgorithm = JwtAlgorithm.ES256 },
        Tokens = new TokenOptions { Issuers = ["https://issuer.example.test", "https://issuer.example.test/tenants/a"] },
        Documents = new DocumentOptions { PublishDiscovery = false, PublicEndPoint = new IPEndPoint(IPAddress.Loopback, 0), PublicTls = isTls },
    };

    private static Task<SignetServer> StartAsync(bool isTls) => new SignetServerBuilder(OptionsOf(isTls)).StartAsync(Cancellation);

    private static Uri AddressOf(SignetServer server, bool isTls) => new($"{(isTls ? "https" : "http")}://{server.PublicEndPoint}");

    private static HttpClient ClientOf(SignetServer server, bool isTls)
    {
        var client = isTls ? InProcessClient.HttpOf(server) : new HttpClient();
        client.BaseAddress = AddressOf(server, isTls);
        return client;
    }

    private static async Task<string> SendAsync(SignetServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.PublicEndPoint!, Cancellation);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        return await reader.ReadLineAsync(Cancellation) ?? "";
    }
}
