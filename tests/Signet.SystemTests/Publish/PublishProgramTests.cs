using System.Collections.Concurrent;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.Publish;

/// <summary>The built program: <c>signet publish</c> to a directory and to an HTTPS server, once and watching.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PublishProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    private string Site => _folder.File("site");

    public void Dispose() => _folder.Dispose();

    /// <summary>A rotation, and a restart of the server, under a publisher that goes on.</summary>
    [Fact]
    public async Task Watch_RotationAndRestart_NextKeyIsPublishedBeforeItSigns()
    {
        Directory.CreateDirectory(Site);
        string[] gate = ["--signing-algorithm", "ES256", "--signing-key-publication-required"];

        // The publisher is started first: it waits for the server, and does not lock its directory.
        await using var publisher = SignetProcess.Start(["publish", "--data-dir", Data, "--to", Site, "--watch", "--interval", "1s"], Data);
        await Patience.UntilAsync(() => Task.FromResult(publisher.Errors.Contains("no server runs", StringComparison.Ordinal)), "the publisher waits");
        string next;
        await using (var server = await SignetProcess.ServeAsync(Data, gate))
        {
            await UntilPublishedAsync(1);
            Assert.Equal(0, (await KeysAsync("prepare")).ExitCode);
            await UntilPublishedAsync(2);
            await Patience.UntilAsync(async () => (await ListAsync()).All(key => key["publicationConfirmedAt"] is not null), "the publication is confirmed");
            await Patience.UntilAsync(async () => (await ListAsync()).Any(key => (string?)key["state"] == "Next"), "the publication has begun");
            next = (await ListAsync()).Single(key => (string?)key["state"] == "Next")["keyID"]!.GetValue<string>();
            Assert.Equal(0, await server.TerminateAsync());
        }

        await using (var server = await SignetProcess.ServeAsync(Data, gate))
        {
            Assert.Equal(0, (await KeysAsync("activate", next, "--yes")).ExitCode);
            using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
            await admin.UntilDefaultAccountAsync();

            // Windows are whole seconds: the key signs from the next one on.
            await Patience.UntilAsync(async () => KidOf(await admin.IssueAsync("default")) == next, "the next key signs");
            Assert.Contains(next, Published());
            Assert.Equal(0, (await KeysAsync("prepare")).ExitCode);
            await UntilPublishedAsync(3);
        }

        Assert.Equal(0, await publisher.TerminateAsync());
        Assert.Contains($"Z published to {Site}: /openid/v1/jwks", publisher.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gate_UntilPublishRan_RotationNeedsAnOperator()
    {
        Directory.CreateDirectory(Site);
        await using var server = await SignetProcess.ServeAsync(Data, "--signing-algorithm", "ES256", "--signing-key-publication-required");
        Assert.Equal(0, (await KeysAsync("prepare")).ExitCode);

        var refused = await KeysAsync("rotate");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("it is not confirmed that the key", refused.Errors, StringComparison.Ordinal);
        var (code, output, errors) = await SignetProcess.RunAsync("publish", "--kubeconfig", Path.Combine(Data, "admin.kubeconfig"), "--to", Site);
        Assert.True(code == 0, errors + output);

        Assert.Equal(0, (await KeysAsync("rotate")).ExitCode);
        Assert.Contains("its publication is confirmed (1 target)", server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_HttpsServer_GetsTheDocumentsWithCredentials()
    {
        var received = new ConcurrentQueue<(string Path, string Authorization, string Type, string Cache, string Body)>();
        await using var target = await HttpsServer.StartAsync(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var headers = http.Request.Headers;
            var (type, cache) = (headers.ContentType.ToString(), headers.CacheControl.ToString());
            received.Enqueue((http.Request.Path, headers.Authorization.ToString(), type, cache, await reader.ReadToEndAsync(http.RequestAborted)));
            http.Response.StatusCode = headers.Authorization == "Bearer top-secret" ? 201 : 403;
        });
        await File.WriteAllTextAsync(_folder.File("ca.crt"), target.AuthorityPem, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder.File("headers"), "Authorization: Bearer top-secret\n", TestContext.Current.CancellationToken);
        await using var server = await SignetProcess.ServeAsync(Data, "--signing-algorithm", "ES256");
        string[] to = ["publish", "--data-dir", Data, "--to", new Uri(target.Address, "/bucket/").AbsoluteUri, "--certificate-authority", _folder.File("ca.crt")];

        var refused = await SignetProcess.RunAsync(to);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("answered 403", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("/bucket/openid/v1/jwks", Assert.Single(received).Path);
        received.Clear();
        var (code, output, errors) = await SignetProcess.RunAsync([.. to, "--header-file", _folder.File("headers")]);

        Assert.True(code == 0, errors + output);
        Assert.DoesNotContain("top-secret", errors + output, StringComparison.Ordinal);
        Assert.Equal(
            [
                ("/bucket/openid/v1/jwks", "Bearer top-secret", "application/jwk-set+json", "public, max-age=3600"),
                ("/bucket/.well-known/openid-configuration", "Bearer top-secret", "application/json", "public, max-age=3600"),
            ],
            received.Select(put => (put.Path, put.Authorization, put.Type, put.Cache)));
        using var client = server.CreateClient();
        Assert.Equal(await client.GetStringAsync(new Uri("/openid/v1/jwks", UriKind.Relative), TestContext.Current.CancellationToken), received.First().Body);
    }

    private static string KidOf(string token)
    {
        var header = token[..token.IndexOf('.', StringComparison.Ordinal)];
        return (string)JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(header))!["kid"]!;
    }

    private Task UntilPublishedAsync(int keys) => Patience.UntilAsync(() => Task.FromResult(Published().Count == keys), $"{keys} keys are published");

    /// <summary>The keys of the directory; none when it has no JWKS yet.</summary>
    private IReadOnlyList<string> Published()
    {
        var path = Path.Combine(Site, "openid/v1/jwks");
        return File.Exists(path) ? [.. JsonNode.Parse(File.ReadAllText(path))!["keys"]!.AsArray().Select(key => (string)key!["kid"]!)] : [];
    }

    private async Task<IReadOnlyList<JsonNode>> ListAsync() =>
        [.. JsonNode.Parse((await KeysAsync("list", "-o", "json")).Output)!["status"]!["keys"]!.AsArray().Select(key => key!)];

    private Task<(int ExitCode, string Output, string Errors)> KeysAsync(params string[] arguments) =>
        SignetProcess.RunAsync(["keys", .. arguments, "--data-dir", Data]);
}
