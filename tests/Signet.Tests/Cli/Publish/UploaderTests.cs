using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Signet.Cli.Publish;
using Signet.Cli.Publish.Targets;
using Signet.Server.Background;
using Signet.Server.Files;
using Signet.Server.Outbound;
using Signet.Testing;

namespace Signet.Tests.Cli.Publish;

/// <summary>Uploads by HTTP PUT to a real HTTPS server that fails.</summary>
public sealed class UploaderTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<(string Target, string Body, IHeaderDictionary Headers)> _received = new();
    private Func<HttpContext, int, Task<bool>> _fault = (_, _) => Task.FromResult(false);
    private HttpsServer? _server;
    private HttpClient? _http;
    private int _requests;

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Run_BaseUrl_PutsTheKeySetFirstWithItsHeaders()
    {
        var target = await BaseAsync("/bucket");

        Assert.Equal(2, (await RunAsync(target, TestDocuments.Of("one", "/a b"))).Count);

        Assert.Equal(["/bucket/a%20b/openid/v1/jwks", "/bucket/a%20b/.well-known/openid-configuration"], _received.Select(put => put.Target));
        var first = _received.First();
        Assert.Equal("""{"keys":["one"]}""", first.Body);
        Assert.Equal(("application/jwk-set+json", "public, max-age=3600"), (first.Headers.ContentType.ToString(), first.Headers.CacheControl.ToString()));
        Assert.Equal(("Bearer top-secret", "yes"), (first.Headers.Authorization.ToString(), first.Headers["x-extra"].ToString()));
        Assert.Equal("application/json", _received.Last().Headers.ContentType.ToString());

        // What this process has uploaded is not uploaded again.
        Assert.Empty(await RunAsync(target, TestDocuments.Of("one", "/a b")));
        Assert.Equal(2, _received.Count);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Run_FaultThatPasses_IsTriedAgain(int code)
    {
        var target = await BaseAsync("/");
        _fault = (http, number) =>
        {
            http.Response.StatusCode = code;
            return Task.FromResult(number < 3);
        };

        Assert.Equal(2, (await RunAsync(target, TestDocuments.Of("one"))).Count);

        Assert.Equal(4, _requests);
    }

    [Fact]
    public async Task Run_ConnectionIsLost_IsTriedAgain()
    {
        var target = await BaseAsync("/");
        _fault = (http, number) =>
        {
            if (number < 3)
            {
                http.Abort();
            }

            return Task.FromResult(number < 3);
        };

        Assert.Equal(2, (await RunAsync(target, TestDocuments.Of("one"))).Count);
    }

    /// <summary>The message names no credential, and the discovery document is not uploaded.</summary>
    [Theory]
    [InlineData(500, 5)]
    [InlineData(403, 1)]
    [InlineData(307, 1)]
    public async Task Run_FaultThatStays_FailsBeforeTheDiscoveryDocument(int code, int requests)
    {
        var target = await BaseAsync("/");
        _fault = (http, _) =>
        {
            http.Response.StatusCode = code;
            http.Response.Headers.Location = "https://127.0.0.1:1/";
            return Task.FromResult(true);
        };

        var fault = await Assert.ThrowsAsync<PublicationException>(() => RunAsync(target, TestDocuments.Of("one")));

        Assert.Contains($"answered {code}", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", fault.ToString(), StringComparison.Ordinal);
        Assert.Equal(requests, _requests);
        Assert.Empty(_received);
    }

    [Fact]
    public async Task Run_PresignedUrls_AreReadEachTimeAndInNoMessage()
    {
        await BaseAsync("/");
        var file = _folder.File("urls");
        var target = new UrlListTarget(file, new Uploader(_http!, () => []));
        await File.WriteAllTextAsync(file, $"# presigned\n/openid/v1/jwks {_server!.Address}a?sig=top-secret-1\n", TestContext.Current.CancellationToken);

        Assert.Equal(["/openid/v1/jwks"], await RunAsync(target, TestDocuments.Of("one")));
        Assert.Equal("/a?sig=top-secret-1", Assert.Single(_received).Target);

        // Another signature of the same object is no reason to upload it again.
        await File.WriteAllTextAsync(file, $"/openid/v1/jwks {_server.Address}a?sig=top-secret-2\n", TestContext.Current.CancellationToken);
        Assert.Empty(await RunAsync(target, TestDocuments.Of("one")));
        _fault = (http, _) =>
        {
            http.Response.StatusCode = 403;
            return Task.FromResult(true);
        };
        var fault = await Assert.ThrowsAsync<PublicationException>(() => RunAsync(target, TestDocuments.Of("two")));
        Assert.DoesNotContain("top-secret", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/openid/v1/jwks ftp://example.com/top-secret", "line 1 is not PATH URL")]
    [InlineData("\n/openid/v1/jwks", "line 2 is not PATH URL")]
    [InlineData("/unknown https://example.com/top-secret", "the server has no document /unknown; it has /openid/v1/jwks")]
    [InlineData("/.well-known/openid-configuration https://example.com/top-secret", "no line for a JWKS")]
    public async Task Run_UrlFileThatCannotBeUsed_NamesTheFault(string content, string expected)
    {
        await BaseAsync("/");
        await File.WriteAllTextAsync(_folder.File("urls"), content, TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<PublicationException>(
            () => RunAsync(new UrlListTarget(_folder.File("urls"), new Uploader(_http!, () => [])), TestDocuments.Of("one")));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_HeadersWithoutEncryption_AreNotSent()
    {
        await BaseAsync("/");
        var target = new PutTarget(new Uri("http://example.invalid/"), new Uploader(_http!, () => [new("Authorization", "top-secret")]));

        var fault = await Assert.ThrowsAsync<PublicationException>(() => RunAsync(target, TestDocuments.Of("one")));

        Assert.Contains("without encryption", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no colon", "line 1")]
    [InlineData("A: b\nbad name: secret", "line 2")]
    public async Task HeaderFile_CannotBeUsed_NamesTheLineOnly(string content, string expected)
    {
        await File.WriteAllTextAsync(_folder.File("headers"), content, TestContext.Current.CancellationToken);

        var fault = Assert.Throws<PublicationException>(() => HeaderFile.Read(_folder.File("headers")));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    private async Task<PutTarget> BaseAsync(string path)
    {
        await File.WriteAllTextAsync(_folder.File("headers"), "Authorization: Bearer top-secret\nx-extra: yes\n", TestContext.Current.CancellationToken);
        _server = await HttpsServer.StartAsync(AnswerAsync);
        _http = new OutboundTls { CaCertificates = PemCertificates.Read(_server.AuthorityPem), FollowsRedirects = false }.CreateClient(65536, Patience.Limit);
        return new PutTarget(new Uri(_server.Address, path), new Uploader(_http, () => HeaderFile.Read(_folder.File("headers"))));
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var number = Interlocked.Increment(ref _requests);
        if (await _fault(http, number))
        {
            return;
        }

        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        var headers = new HeaderDictionary(http.Request.Headers.ToDictionary(header => header.Key, header => header.Value));
        _received.Enqueue((http.Features.Get<IHttpRequestFeature>()!.RawTarget, body, headers));
        http.Response.StatusCode = 200;
    }

    private static Task<IReadOnlyList<string>> RunAsync(IPublicationTarget target, IReadOnlyList<PublishedDocument> documents) =>
        new TargetRun(target, new Backoff(TimeSpan.Zero, TimeSpan.Zero), TimeProvider.System).RunAsync(documents, TestContext.Current.CancellationToken);
}
