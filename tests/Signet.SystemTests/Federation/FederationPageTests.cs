using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.Federation;

/// <summary>
/// Runs the commands of <c>docs/how-to/federation.md</c> unchanged, except for addresses: with a new server, the real kubectl, and stand-ins that make
/// the documented checks of the clouds.
/// </summary>
public sealed class FederationPageTests : IAsyncDisposable
{
    private const string Subject = "system:serviceaccount:default:builder";
    private readonly TemporaryFolder _folder = new();
    private readonly FaultyLink _forwarder = FaultyLink.ToLater();
    private SignetProcess? _server;
    private string _issuer = "";

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await _forwarder.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("aws", "", "sts.amazonaws.com")]
    [InlineData("aws", "/tenants/a", "sts.amazonaws.com")]
    [InlineData("gcp", "", "gcp")]
    [InlineData("azure", "/tenants/a", "api://AzureADTokenExchange")]
    [InlineData("vault", "", "vault")]
    [InlineData("vault", "/tenants/a", "vault")]
    public async Task Page_CommandsOfACloud_AcceptOnlyTheAccount(string cloud, string path, string audience)
    {
        await StartAsync(path);
        using var http = new HttpClient(Trusting());
        using var vault = new VaultStandIn(_folder.Path);
        ICloudStandIn standIn = cloud switch
        {
            "aws" => new AwsStandIn(http, _folder.Path),
            "gcp" => new GcpStandIn(http, _folder.Path),
            "azure" => new AzureStandIn(http),
            _ => vault,
        };
        await using var clouds = await CloudServer.StartAsync(standIn, Programs());

        await SucceedAsync("account", clouds.Address);
        await SucceedAsync($"{cloud}-setup", clouds.Address);
        var used = await SucceedAsync($"{cloud}-use", clouds.Address);

        Assert.Contains(Subject, used, StringComparison.Ordinal);
        await RefuseAsync($"{cloud}-use", clouds.Address, ("create token builder", "create token default"));
        await RefuseAsync($"{cloud}-use", clouds.Address, ($"--audience={audience}", "--audience=another"));
    }

    [Fact]
    public async Task Page_Azure_RefusesOtherAlgorithmsAsThePageSays()
    {
        await StartAsync("", "--signing-algorithm", "ES256");
        using var http = new HttpClient(Trusting());
        await using var clouds = await CloudServer.StartAsync(new AzureStandIn(http), Programs());

        await SucceedAsync("account", clouds.Address);
        await SucceedAsync("azure-setup", clouds.Address);

        await RefuseAsync("azure-use", clouds.Address, ("", ""));
    }

    [Fact]
    public async Task Page_Check_ShowsBothDocuments()
    {
        await StartAsync("/tenants/a");

        var shown = await SucceedAsync("check", "");

        Assert.Contains($"\"issuer\":\"{_issuer}\"", shown, StringComparison.Ordinal);
        Assert.Contains("\"keys\":[", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_AnotherSignet_KnowsTheAccount()
    {
        await StartAsync("");
        await using var forwarder = FaultyLink.ToLater();
        var address = forwarder.HttpsAddress.ToString().TrimEnd('/');
        (string, string)[] replacements = [.. Replacements(), ("https://other.example.com", address), ("other-data", _folder.File("other-data")), ("authn.yaml", _folder.File("authn.yaml"))];
        await SucceedAsync("account", "");
        await SucceedAsync("signet-setup", "", replacements);
        await using var other = await SignetProcess.ServeAsync(_folder.File("other-data"), [.. FlagsWithoutData("signet-serve", replacements), "--signing-algorithm", "ES256"]);
        forwarder.Target = other.Address.Port;

        // The keys of the issuer are fetched in the background; the first fetch may be too early.
        var answer = "";
        await Patience.UntilAsync(
            async () =>
            {
                var run = await RunAsync(FederationPage.Block("signet-use", replacements), "");
                answer = run.Output;
                return run.ExitCode == 0;
            },
            "the other server knows the token");

        Assert.Equal($"signet:{Subject}", (string?)JsonNode.Parse(answer)!["status"]!["userInfo"]!["username"]);
    }

    [Fact]
    public void Page_EveryBlock_IsRunByATest() => Assert.Equal(
        [
            "account", "aws-setup", "aws-use", "azure-setup", "azure-use", "check", "gcp-setup", "gcp-use", "nginx", "serve",
            "signet-serve", "signet-setup", "signet-use", "vault-setup", "vault-use",
        ],
        FederationPage.Names.Order(StringComparer.Ordinal));

    private async Task StartAsync(string path, params string[] flags)
    {
        TestMachine.Require("kubectl");
        TestMachine.Require("curl");
        _issuer = _forwarder.HttpsAddress.ToString().TrimEnd('/') + path;
        _server = await SignetProcess.ServeAsync(_folder.File("signet-data"), [.. FlagsWithoutData("serve", Replacements()), "--log-level", "warning", .. flags]);
        _forwarder.Target = _server.Address.Port;
        using var admin = new ApiClient(_server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
    }

    /// <summary>The test chooses the data directory.</summary>
    private static string[] FlagsWithoutData(string block, (string Of, string By)[] replacements)
    {
        var flags = FederationPage.Flags(block, replacements);
        Assert.Equal("--data-dir", flags[0]);
        return flags[2..];
    }

    private (string Of, string By)[] Replacements() => [("https://issuer.example.com", _issuer), ("issuer.example.com", _issuer["https://".Length..])];

    private string Programs() => Directory.CreateDirectory(_folder.File("programs")).FullName;

    private SocketsHttpHandler Trusting()
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = _server!.TrustPolicy();
        return handler;
    }

    private async Task<string> SucceedAsync(string block, string clouds, (string Of, string By)[]? replacements = null)
    {
        var run = await RunAsync(FederationPage.Block(block, replacements ?? Replacements()), clouds);
        Assert.True(run.ExitCode == 0, $"{block}: {run.Output}\n{run.Errors}");
        return run.Output;
    }

    private async Task RefuseAsync(string block, string clouds, (string Of, string By) change)
    {
        var text = FederationPage.Block(block, Replacements());
        if (change.Of.Length > 0)
        {
            Assert.Contains(change.Of, text, StringComparison.Ordinal);
            text = text.Replace(change.Of, change.By, StringComparison.Ordinal);
        }

        var run = await RunAsync(text, clouds);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("refused: ", run.Output, StringComparison.Ordinal);
    }

    private Task<CommandRun> RunAsync(string script, string clouds) => CommandRun.StartAsync(
        "bash",
        _folder.Path,
        new()
        {
            ["KUBECONFIG"] = Path.Combine(_server!.DataDirectory, "admin.kubeconfig"),
            ["PATH"] = $"{_folder.File("programs")}:{Environment.GetEnvironmentVariable("PATH")}",
            ["STAND_IN"] = clouds,
        },
        "-euo",
        "pipefail",
        "-c",
        script);
}
