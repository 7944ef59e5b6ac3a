using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Signet.Core.Signing;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Hosting.Keys;

/// <summary>
/// Issue 12, migration: <c>Data/directory-format-1.tar.gz</c> is a data directory of the version before managed keys (ES256; account <c>builder</c>,
/// config map <c>marker</c>), with a token of it for the audience <c>vault</c> that expires in 2126.
/// </summary>
public sealed class KeyTakeOverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => _folder.File("data");

    private string KeyFilePath => Path.Combine(Data, "service-account.key");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_DirectoryOfAnEarlierVersion_ItsKeyBecomesTheCurrentOne()
    {
        var token = await UnpackAsync();
        var keyId = KeyFile.Load(KeyFilePath).ReadSigner().KeyId;
        for (var start = 0; start < 2; start++)
        {
            await using var server = await new SignetServerBuilder(Options()).StartAsync(Cancellation);
            using var admin = InProcessClient.Of(server);

            Assert.True((bool?)(await admin.ReviewAsync(token, """["vault"]"""))["authenticated"]);
            Assert.Equal("b", (string?)(await admin.GetAsync("/api/v1/namespaces/default/configmaps/marker")).Json["data"]!["a"]);
            Assert.Equal(keyId, (string?)Assert.Single((JsonArray)(await admin.GetAsync("/openid/v1/jwks")).Json["keys"]!)!["kid"]);
            Assert.Equal(keyId, KeyOf(await admin.IssueAsync("builder")));
            Assert.False(File.Exists(KeyFilePath));
            Assert.Equal("2", (await File.ReadAllTextAsync(Path.Combine(Data, "version"), Cancellation)).Trim());
        }
    }

    /// <summary>The process ended after the key was stored, before the file was removed.</summary>
    [Fact]
    public async Task Start_TakeOverWasInterrupted_IsCompleted()
    {
        await UnpackAsync();
        var key = await File.ReadAllBytesAsync(KeyFilePath, Cancellation);
        await using (await new SignetServerBuilder(Options()).StartAsync(Cancellation))
        {
        }

        await File.WriteAllBytesAsync(KeyFilePath, key, Cancellation);
        await using var again = await new SignetServerBuilder(Options()).StartAsync(Cancellation);
        using var admin = InProcessClient.Of(again);
        Assert.Single((JsonArray)(await admin.GetAsync("/openid/v1/jwks")).Json["keys"]!);
        Assert.False(File.Exists(KeyFilePath));
    }

    [Fact]
    public async Task Start_FileIsNoKeyOfTheStore_IsRefusedAndTheFileStays()
    {
        await using (await new SignetServerBuilder(Options()).StartAsync(Cancellation))
        {
        }

        await File.WriteAllTextAsync(KeyFilePath, SigningKeyGenerator.Generate(JwtAlgorithm.ES256), Cancellation);
        var refused = await Assert.ThrowsAsync<StartupException>(() => new SignetServerBuilder(Options()).StartAsync(Cancellation));

        Assert.Contains("is not one of the signing keys of the store", refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(KeyFilePath));
    }

    /// <summary>A server changes from a static key to managed keys.</summary>
    [Fact]
    public async Task Start_ImportFile_StaticKeyBecomesTheCurrentOneAndItsTokensAreAccepted()
    {
        var file = _folder.File("static.key");
        await File.WriteAllTextAsync(file, SigningKeyGenerator.Generate(JwtAlgorithm.ES256), Cancellation);
        string token, former;
        await using (var server = await new SignetServerBuilder(Options() with { Keys = new KeyOptions { SigningKeyFile = file } }).StartAsync(Cancellation))
        {
            using var admin = InProcessClient.Of(server);
            await admin.UntilDefaultAccountAsync();
            token = await admin.IssueAsync("default");
        }

        // The file changes while the server is down, so that its key signs at once.
        await File.WriteAllTextAsync(file, SigningKeyGenerator.Generate(JwtAlgorithm.ES256), Cancellation);
        await using (var server = await new SignetServerBuilder(Options() with { Keys = new KeyOptions { SigningKeyFile = file } }).StartAsync(Cancellation))
        {
            using var admin = InProcessClient.Of(server);
            (former, token) = (token, await admin.IssueAsync("default"));
        }

        for (var start = 0; start < 2; start++)
        {
            await using var server = await new SignetServerBuilder(Options() with { Keys = new KeyOptions { ImportFile = file } }).StartAsync(Cancellation);
            using var admin = InProcessClient.Of(server);
            Assert.True((bool?)(await admin.ReviewAsync(token))["authenticated"]);
            Assert.True((bool?)(await admin.ReviewAsync(former))["authenticated"]);
            Assert.Equal(KeyOf(token), KeyOf(await admin.IssueAsync("default")));
            Assert.True(File.Exists(file));
        }

        await File.WriteAllTextAsync(file, SigningKeyGenerator.Generate(JwtAlgorithm.ES256), Cancellation);
        await Assert.ThrowsAsync<StartupException>(
            () => new SignetServerBuilder(Options() with { Keys = new KeyOptions { ImportFile = file } }).StartAsync(Cancellation));
    }

    [Fact]
    public async Task Start_FileOfAnEarlierVersionIsDamaged_IsRefusedAndTheFileStays()
    {
        await UnpackAsync();
        await File.WriteAllTextAsync(KeyFilePath, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", Cancellation);

        await Assert.ThrowsAsync<StartupException>(() => new SignetServerBuilder(Options()).StartAsync(Cancellation));

        Assert.True(File.Exists(KeyFilePath));
    }

    private ServerOptions Options() => new()
    {
        Store = new StoreOptions { DataDirectory = Data },
        Keys = new KeyOptions { SigningAlgorithm = JwtAlgorithm.ES256 },
    };

    /// <summary>Returns the token.</summary>
    private async Task<string> UnpackAsync()
    {
        await using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Hosting/Keys/Data/directory-format-1.tar.gz"));
        await using var content = new GZipStream(file, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(content, _folder.Path, overwriteFiles: false, Cancellation);
        return (await File.ReadAllTextAsync(_folder.File("token"), Cancellation)).Trim();
    }

    private static string KeyOf(string token) =>
        (string)JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan(0, token.IndexOf('.'))))!["kid"]!;
}
