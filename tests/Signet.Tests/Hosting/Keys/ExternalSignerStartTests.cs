using System.Runtime.Versioning;
using System.Security.Cryptography;
using Signet.Core.Signing;
using Signet.Core.Storage;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Signing.External.Protocol;
using Signet.Storage.Sqlite;
using Signet.Testing;
using Signet.Tests.Signing.External;

namespace Signet.Tests.Hosting.Keys;

/// <summary>
/// A data directory whose server changes to an external signer that cannot be used: the start is refused within its limit, says why, and leaves the
/// directory as it was, so that the former settings work again.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class ExternalSignerStartTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private FaultySigner _signer = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => _folder.File("data");

    public async ValueTask InitializeAsync() => _signer = await FaultySigner.StartAsync(_folder.File("s"));

    public async ValueTask DisposeAsync()
    {
        await _signer.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("away", "--service-account-signing-endpoint: FetchKeys: ", StartFault.TransientExitCode)]
    [InlineData("no keys", "--service-account-signing-endpoint: FetchKeys: the answer is invalid: it has no keys", StartFault.ConfigurationExitCode)]
    [InlineData("short", "the signer signs tokens of at most 599 s; at least 600 s are required", StartFault.ConfigurationExitCode)]
    [InlineData(
        "long", "--service-account-max-token-expiration is 90000 s, which is longer than the 86400 s that the signer at", StartFault.ConfigurationExitCode)]
    public async Task Start_SignerCannotBeUsed_ChangesNothing(string fault, string says, int exitCode)
    {
        string keyId;
        await using (var server = await new SignetServerBuilder(Options()).StartAsync(Cancellation))
        {
            keyId = Assert.Single(server.Parts.Keys.Current.Keys).KeyId;
        }

        var before = await SnapshotAsync();
        _signer.Keys = fault == "no keys" ? () => new FetchKeysResponse { RefreshHintSeconds = 60 } : _signer.Keys;
        _signer.Metadata = () => new MetadataResponse { MaxTokenExpirationSeconds = fault == "short" ? 599 : 86_400 };
        var options = Options();
        options = options with
        {
            Keys = new KeyOptions { SigningEndpoint = fault == "away" ? _folder.File("missing") : _signer.Path },
            Tokens = options.Tokens with { MaxLifetime = fault == "long" ? TimeSpan.FromHours(25) : null },
        };

        // The limit of 60 s is one second of the test, which a signer that answers is not held to.
        var builder = new SignetServerBuilder(options) { Time = fault == "away" ? new AcceleratedTime(60) : TimeProvider.System };
        var refused = await Assert.ThrowsAsync<StartupException>(() => builder.StartAsync(Cancellation));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Equal(exitCode, refused.ExitCode);
        Assert.Equal(before, await SnapshotAsync());
        await using var again = await new SignetServerBuilder(Options()).StartAsync(Cancellation);
        Assert.Equal(keyId, Assert.Single(again.Parts.Keys.Current.Keys).KeyId);
    }

    private ServerOptions Options() => new()
    {
        Store = new StoreOptions { DataDirectory = Data },
        Keys = new KeyOptions { SigningAlgorithm = JwtAlgorithm.ES256 },
    };

    /// <summary>
    /// The files, each with the hash of its content and its mode; of the store its values and its revision, because opening and closing it changes bytes of its
    /// file, and the time in its mark.
    /// </summary>
    private async Task<List<string>> SnapshotAsync()
    {
        var files = Directory.GetFiles(Data, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(file => Path.GetFileName(file) is not ("store.db" or "last-revision"))
            .Select(file => $"{Path.GetRelativePath(Data, file)} {File.GetUnixFileMode(file)} {HashOf(File.ReadAllBytes(file))}").ToList();
        await using var store = SqliteObjectStore.Open(new SqliteObjectStoreOptions { Path = Path.Combine(Data, "store.db") });
        var values = await store.RangeAsync(new RangeQuery { Prefix = "" }, Cancellation);
        return [.. files, .. values.Values.Select(value => $"{value.Key} {value.Modified} {HashOf(value.Value.Span)}"), $"revision {values.Revision}"];
    }

    private static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexString(SHA256.HashData(content));
}
