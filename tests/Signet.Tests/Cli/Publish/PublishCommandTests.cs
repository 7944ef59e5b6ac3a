using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Signet.Core.Signing.Jwks;
using Signet.Testing;
using Signet.Tests.Cli.Keys;

namespace Signet.Tests.Cli.Publish;

/// <summary><c>signet publish</c> with a real server and without one.</summary>
public sealed class PublishCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Site => _folder.File("site");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(KeysWay.Socket)]
    [InlineData(KeysWay.Store)]
    [InlineData(KeysWay.Kubeconfig)]
    public async Task Publish_Directory_HasWhatTheServerServesAndTheKeysAreConfirmed(KeysWay way)
    {
        Directory.CreateDirectory(Site);
        await using var stage = await KeysStage.StartAsync(way);
        (await stage.RunAsync("prepare")).Expect(0);

        var published = (await PublishCli.RunAsync([.. SourceOf(stage, way), "--to", Site])).Expect(0);

        var keys = await stage.KeysAsync();
        Assert.Equal(["Current", "Next"], keys.Select(key => key.State));
        Assert.Contains($"published to {Site}: /openid/v1/jwks, /.well-known/openid-configuration (keys ", published.Output, StringComparison.Ordinal);
        Assert.All(keys, key => Assert.Contains(key.KeyId, published.Output, StringComparison.Ordinal));
        Assert.Contains($"the server has recorded the publication of {keys[0].KeyId}, {keys[1].KeyId}", published.Output, StringComparison.Ordinal);
        Assert.Contains("Microsoft Entra workload identity federation: it refuses tokens of ES256 keys", published.Output, StringComparison.Ordinal);
        Assert.Contains("Google Cloud Workload Identity Federation: it refuses tokens that live for more than 24h0m0s", published.Output, StringComparison.Ordinal);
        var listed = (JsonArray)(await stage.RunAsync("list", "-o", "json")).Operation["status"]!["keys"]!;
        Assert.All(listed, key => Assert.NotNull(key!["publicationConfirmedAt"]));

        // A second run finds everything as it should be.
        var again = (await PublishCli.RunAsync([.. SourceOf(stage, way), "--to", Site])).Expect(0);
        Assert.Contains($"{Site} has the documents already", again.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("recorded", again.Output, StringComparison.Ordinal);

        if (way == KeysWay.Store)
        {
            await stage.ServeAsync();
        }

        using var client = stage.Server.CreateClient();
        foreach (var path in (string[])["openid/v1/jwks", ".well-known/openid-configuration"])
        {
            // A copy has a new key up to a second before the server serves it: windows begin at whole seconds.
            var copy = await File.ReadAllTextAsync(Path.Combine(Site, path), Token);
            await Patience.UntilAsync(async () => await client.GetStringAsync(new Uri(path, UriKind.Relative), Token) == copy, $"the server serves {path} as it is in the copy");
        }
    }

    /// <summary>All issuers with a path have their documents beneath it, former ones and those without a server included.</summary>
    [Theory]
    [InlineData(KeysWay.Socket)]
    [InlineData(KeysWay.Store)]
    public async Task Publish_IssuersWithPaths_AreBeneathThem(KeysWay way)
    {
        Directory.CreateDirectory(Site);
        await using var stage = await KeysStage.StartAsync(KeysWay.Socket);
        await stage.EndAsync();
        string[] issuers = ["--service-account-issuer", "https://one.example/a", "--service-account-issuer", "https://two.example/b/"];
        await stage.ServeAsync(issuers);
        if (way == KeysWay.Store)
        {
            await stage.EndAsync();
        }

        (await PublishCli.RunAsync(["--data-dir", stage.DataDirectory, .. way == KeysWay.Store ? issuers : [], "--to", Site])).Expect(0);

        Assert.Equal("https://one.example/a", (string?)JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Site, "a/.well-known/openid-configuration"), Token))!["issuer"]);
        Assert.Equal("https://two.example/b/", (string?)JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Site, "b/.well-known/openid-configuration"), Token))!["issuer"]);
        Assert.True(File.Exists(Path.Combine(Site, "b/openid/v1/jwks")));
    }

    /// <summary>A new file is in the published JWKS before it signs, over the socket and without a server. Keys of files are not confirmed.</summary>
    [Fact]
    public async Task Publish_KeyFiles_HaveTheNextKey()
    {
        Directory.CreateDirectory(Site);
        var (first, second) = (await WriteKeyAsync("signing.key"), await WriteKeyAsync("new.key"));
        string[] flags = ["--service-account-signing-key-file", _folder.File("signing.key")];
        await using (var server = await SignetInProcess.ServeAsync(_folder.File("data"), flags))
        {
            var published = (await PublishCli.RunAsync("--data-dir", _folder.File("data"), "--to", Site)).Expect(0);
            Assert.DoesNotContain("recorded", published.Output, StringComparison.Ordinal);
            Assert.Equal([first], await PublishedAsync());

            File.Move(_folder.File("new.key"), _folder.File("signing.key"), overwrite: true);
            server.Server.Reload();
            await Patience.UntilAsync(
                async () =>
                {
                    (await PublishCli.RunAsync("--data-dir", _folder.File("data"), "--to", Site)).Expect(0);
                    return (await PublishedAsync()).Contains(second);
                },
                "the new key is published");
            Assert.Contains(first, await PublishedAsync());
        }

        Directory.Delete(Site, recursive: true);
        Directory.CreateDirectory(Site);
        (await PublishCli.RunAsync(["--data-dir", _folder.File("data"), .. flags, "--to", Site])).Expect(0);
        Assert.Contains(second, await PublishedAsync());
        Assert.Contains("has no managed signing keys", (await PublishCli.RunAsync("--data-dir", _folder.File("data"), "--to", Site)).Expect(78).Errors, StringComparison.Ordinal);
    }

    /// <summary>The others get the documents all the same, and the keys are not confirmed.</summary>
    [Fact]
    public async Task Publish_OneTargetFails_SaysWhichAndConfirmsNothing()
    {
        Directory.CreateDirectory(Site);
        await using var stage = await KeysStage.StartAsync(KeysWay.Socket);

        var failed = (await PublishCli.RunAsync("--data-dir", stage.DataDirectory, "--to", _folder.File("missing"), "--to", Site)).Expect(1);

        Assert.Contains($"signet: {_folder.File("missing")} is not a directory", failed.Errors, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Site, ".well-known/openid-configuration")));
        Assert.Null((await stage.RunAsync("list", "-o", "json")).Operation["status"]!["keys"]![0]!["publicationConfirmedAt"]);
    }

    [Theory]
    [InlineData("--to or --to-urls is required")]
    [InlineData("presigned URLs go into a file", "--to", "https://example.com/?X-Amz-Signature=top-secret")]
    [InlineData("presigned URLs go into a file", "--to", "https://user:top-secret@example.com/")]
    [InlineData("without encryption", "--to", "http://example.com/", "--header-file", "headers")]
    [InlineData("--interval", "--to", "site", "--watch", "--interval", "1ms")]
    [InlineData("--certificate-authority", "--to", "site", "--certificate-authority", "missing.crt")]
    public async Task Publish_CommandLineThatCannotBeUsed_NamesTheFault(string expected, params string[] arguments)
    {
        var refused = (await PublishCli.RunAsync(["--data-dir", _folder.File("data"), .. arguments])).Expect(78);

        Assert.Contains(expected, refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", refused.Errors, StringComparison.Ordinal);
    }

    private static string[] SourceOf(KeysStage stage, KeysWay way) => way switch
    {
        KeysWay.Kubeconfig => ["--kubeconfig", Path.Combine(stage.DataDirectory, "admin.kubeconfig")],

        // Its issuer was the address of the server, which is in the data directory.
        _ => ["--data-dir", stage.DataDirectory],
    };

    private async Task<IReadOnlyList<string>> PublishedAsync() =>
        [.. JsonWebKeySetReader.TryRead(await File.ReadAllBytesAsync(Path.Combine(Site, "openid/v1/jwks"), Token))!.Select(key => key.KeyId)];

    /// <summary>Writes a key file; returns the id of the key.</summary>
    private async Task<string> WriteKeyAsync(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_folder.File(name), key.ExportPkcs8PrivateKeyPem() + "\n", Token);
        return Signet.Core.Signing.VerificationKey.FromSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo()).DefaultKeyId;
    }
}
