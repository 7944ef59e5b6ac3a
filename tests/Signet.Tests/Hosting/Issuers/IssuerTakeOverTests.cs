using System.Formats.Tar;
using System.IO.Compression;
using Signet.Core.Signing;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Testing;

namespace Signet.Tests.Hosting.Issuers;

/// <summary>A data directory that the version before this record has made, with its <c>issuers.json</c> and a token of its issuer.</summary>
public sealed class IssuerTakeOverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("https://new.example.test")]
    public async Task Start_DirectoryOfAnEarlierVersion_TokensOfItsIssuerAreStillAccepted(string? issuer)
    {
        var token = await UnpackAsync();
        var file = _folder.File("data/issuers.json");
        Assert.True(File.Exists(file));

        for (var start = 0; start < 2; start++)
        {
            await using var server = await new SignetServerBuilder(Options(issuer)).StartAsync(Cancellation);
            using var admin = InProcessClient.Of(server);

            Assert.True((bool?)(await admin.ReviewAsync(token, """["vault"]"""))["authenticated"]);
            Assert.False(File.Exists(file));
            Assert.Equal("2", (await File.ReadAllTextAsync(_folder.File("data/version"), Cancellation)).Trim());
        }
    }

    private ServerOptions Options(string? issuer) => new()
    {
        Store = new StoreOptions { DataDirectory = _folder.File("data") },
        Keys = new KeyOptions { SigningAlgorithm = JwtAlgorithm.ES256 },
        Tokens = new TokenOptions { Issuers = issuer is null ? [] : [issuer] },
    };

    private async Task<string> UnpackAsync()
    {
        await using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Hosting/Keys/Data/directory-format-1.tar.gz"));
        await using var content = new GZipStream(file, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(content, _folder.Path, overwriteFiles: false, Cancellation);
        return (await File.ReadAllTextAsync(_folder.File("token"), Cancellation)).Trim();
    }
}
