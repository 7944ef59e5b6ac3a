using System.Security.Cryptography;
using Signet.Core.Signing;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Signing.External.Protocol;
using Signet.Testing;
using Signet.Tests.Signing.External;

namespace Signet.Tests.Hosting.Keys;

/// <summary>
/// A data directory whose server changes to an external signer that cannot be used: the start is refused within its limit, says why, and leaves the directory as it
/// was, so that the former settings work again.
/// </summary>
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

        var before = Snapshot();
        _signer.Keys = fault == "no keys" ? () => new FetchKeysResponse { RefreshHintSeconds = 60 } : _signer.Keys;
        _signer.Metadata = () => new MetadataResponse { MaxTokenExpirationSeconds = fault == "short" ? 599 : 86_400 };
        var options = Options();
        options = options with
        {
            Keys = new KeyOptions { SigningEndpoint = fault == "away" ? _folder.File("missing") : _signer.Path },
            Tokens = options.Tokens with { MaxLifetime = fault == "long" ? TimeSpan.FromHours(25) : null },
        };

        // The limit of 60 s is one second of the test.
        var builder = new SignetServerBuilder(options) { Time = new AcceleratedTime(60) };
        var refused = await Assert.ThrowsAsync<StartupException>(() => builder.StartAsync(Cancellation));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Equal(exitCode, refused.ExitCode);
        Assert.Equal(before, Snapshot());
        await using var again = await new SignetServerBuilder(Options()).StartAsync(Cancellation);
        Assert.Equal(keyId, Assert.Single(again.Parts.Keys.Current.Keys).KeyId);
    }

    private ServerOptions Options() => new()
    {
        Store = new StoreOptions { DataDirectory = Data },
        Keys = new KeyOptions { SigningAlgorithm = JwtAlgorithm.ES256 },
    };

    /// <summary>The files, each with the hash of its content and its mode.</summary>
    private List<string> Snapshot() =>
    [
        .. Directory.GetFiles(Data, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(Data, file)} {File.GetAttributes(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];
}
