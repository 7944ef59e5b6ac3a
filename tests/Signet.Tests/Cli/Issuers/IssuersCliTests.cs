using System.CommandLine;
using System.Text.Json.Nodes;
using Signet.Cli.Issuers;
using Signet.Testing;
using Signet.Tests.Cli.Keys;

namespace Signet.Tests.Cli.Issuers;

/// <summary><c>signet issuers</c>: through the control socket, over the API, and on a store that no server uses.</summary>
public sealed class IssuersCliTests : IDisposable
{
    private const string A = "https://a.example.test";
    private const string B = "https://b.example.test";
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(KeysWay.Socket)]
    [InlineData(KeysWay.Store)]
    [InlineData(KeysWay.Kubeconfig)]
    public async Task Refuse_FormerIssuer_IsToldFirstAndThenRefusedUntilItIsAcceptedAgain(KeysWay way)
    {
        string token;
        await using (var server = await ServeAsync(A))
        {
            using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
            await admin.UntilDefaultAccountAsync();
            token = await admin.IssueAsync("default");
        }

        var running = await ServeAsync(B);
        try
        {
            if (way == KeysWay.Store)
            {
                await running.DisposeAsync();
            }

            Assert.Equal([(B, "Current"), (A, "Former")], StatesOf((await RunAsync(way, 0, "list", "-o", "json")).Output));
            var told = await RunAsync(way, 3, "refuse", A);
            Assert.Contains("nothing was changed, because to refuse the issuer breaks something", told.Errors, StringComparison.Ordinal);
            Assert.Contains($"all tokens of {A} are refused from now on", told.Errors, StringComparison.Ordinal);
            Assert.Contains("would be refused", (await RunAsync(way, 0, "refuse", A, "--dry-run")).Output, StringComparison.Ordinal);
            Assert.Equal([(B, "Current"), (A, "Former")], StatesOf((await RunAsync(way, 0, "list", "-o", "json")).Output));

            var refused = await RunAsync(way, 0, "refuse", A, "--yes");

            Assert.Contains("It breaks:", refused.Errors, StringComparison.Ordinal);
            Assert.Contains($"{A} is refused.", refused.Output, StringComparison.Ordinal);
            Assert.Equal([(B, "Current"), (A, "Refused")], StatesOf((await RunAsync(way, 0, "list", "-o", "json")).Output));
            Assert.Contains("cannot be refused: start the server with another", (await RunAsync(way, 1, "refuse", B, "--yes")).Errors, StringComparison.Ordinal);
            if (way != KeysWay.Store)
            {
                Assert.Null(await ReviewAsync(running, token));
            }

            await running.DisposeAsync();
            running = await ServeAsync(B);
            Assert.Null(await ReviewAsync(running, token));
            await RunAsync(way == KeysWay.Store ? KeysWay.Socket : way, 0, "accept", A, "--yes");
            Assert.True(await ReviewAsync(running, token));
        }
        finally
        {
            await running.DisposeAsync();
        }
    }

    [Fact]
    public async Task List_DirectoryOfAnEarlierVersion_SaysThatTheServerRecordsTheIssuers()
    {
        await using (await ServeAsync(A))
        {
        }

        await File.WriteAllTextAsync(Path.Combine(Data, "issuers.json"), "{}", TestContext.Current.CancellationToken);

        Assert.Contains("does not have the issuers yet", (await RunAsync(KeysWay.Store, 78, "list")).Errors, StringComparison.Ordinal);
    }

    private Task<SignetInProcess> ServeAsync(string issuer) => SignetInProcess.ServeAsync(Data, "--signing-algorithm", "ES256", "--service-account-issuer", issuer);

    private static async Task<bool?> ReviewAsync(SignetInProcess server, string token)
    {
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        return (bool?)(await admin.ReviewAsync(token))["authenticated"];
    }

    private static IEnumerable<(string, string)> StatesOf(string output) =>
        JsonNode.Parse(output)!["status"]!["issuers"]!.AsArray().Select(issuer => ((string)issuer!["issuer"]!, (string)issuer["state"]!));

    private async Task<(string Output, string Errors)> RunAsync(KeysWay way, int exitCode, params string[] arguments)
    {
        var root = new RootCommand { IssuersCommand.Create(TimeProvider.System) };
        var parsed = root.Parse([
            "issuers",
            .. arguments,
            .. way == KeysWay.Kubeconfig ? (string[])["--kubeconfig", Path.Combine(Data, "admin.kubeconfig")] : ["--data-dir", Data],
        ]);
        Assert.Empty(parsed.Errors.Select(error => error.Message));
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var code = await parsed.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        Assert.True(code == exitCode, $"exit code {code}: {errors}{output}");
        return (output.ToString(), errors.ToString());
    }
}
