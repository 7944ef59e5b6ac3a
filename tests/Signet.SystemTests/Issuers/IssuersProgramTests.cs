using System.Net;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.Issuers;

/// <summary>The built program: the issuer changes, its tokens are accepted, refused, and stay refused.</summary>
public sealed class IssuersProgramTests : IDisposable
{
    private const string A = "https://i.example.test/a";
    private const string B = "https://i.example.test/b";
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Issuers_ChangeKillRefuseAndRestart_TokensOfTheFormerOneAreAcceptedUntilItIsRefused()
    {
        string token;
        await using (var server = await ServeAsync(A))
        {
            token = await IssueAsync(server);

            // Nothing is written at the end: what was promised before the first token counts.
            server.Kill();
            await server.WaitForExitAsync();
        }

        await using (var server = await ServeAsync(B))
        {
            await Patience.UntilAsync(
                () => Task.FromResult(server.Output.Contains($"Also accepted: tokens of the issuer {A}, until ", StringComparison.Ordinal)),
                "the report of the start names the former issuer");
            await server.UntilSaysAsync($"The issuer has changed from {A} to {B}");
            Assert.True(await ReviewAsync(server, token));
            Assert.Equal(HttpStatusCode.OK, await DocumentAsync(server, "/a"));
            await RunAsync(3, "refuse", A);
            Assert.True(await ReviewAsync(server, token));

            await RunAsync(0, "refuse", A, "--yes");

            Assert.Null(await ReviewAsync(server, token));
            Assert.NotEqual(HttpStatusCode.OK, await DocumentAsync(server, "/a"));
            Assert.Equal(HttpStatusCode.OK, await DocumentAsync(server, "/b"));
            server.Kill();
            await server.WaitForExitAsync();
        }

        Assert.Equal(["Current", "Refused"], await StatesAsync());
        await using (var server = await ServeAsync(B))
        {
            Assert.Null(await ReviewAsync(server, token));
            Assert.Equal(0, await server.TerminateAsync());
        }

        var (code, _, errors) = await SignetProcess.RunAsync("serve", "--secure-port", "0", "--data-dir", Data, "--service-account-issuer", A);
        Assert.Equal(78, code);
        Assert.Contains($"--service-account-issuer: {A} was refused at", errors, StringComparison.Ordinal);
        await RunAsync(0, "accept", A, "--yes");
        await using (var server = await ServeAsync(B))
        {
            Assert.True(await ReviewAsync(server, token));
        }
    }

    private Task<SignetProcess> ServeAsync(string issuer) => SignetProcess.ServeAsync(Data, "--signing-algorithm", "ES256", "--service-account-issuer", issuer);

    private static async Task<string> IssueAsync(SignetProcess server)
    {
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        return await admin.IssueAsync("default");
    }

    private static async Task<bool?> ReviewAsync(SignetProcess server, string token)
    {
        using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
        await admin.UntilDefaultAccountAsync();
        return (bool?)(await admin.ReviewAsync(token))["authenticated"];
    }

    private static async Task<HttpStatusCode> DocumentAsync(SignetProcess server, string path)
    {
        using var client = new ApiClient(server.CreateClient());
        return (await client.GetAsync(path + "/.well-known/openid-configuration")).Code;
    }

    private async Task<IReadOnlyList<string>> StatesAsync()
    {
        var (_, output, _) = await SignetProcess.RunAsync("issuers", "list", "-o", "json", "--data-dir", Data);
        return [.. JsonNode.Parse(output)!["status"]!["issuers"]!.AsArray().Select(issuer => (string)issuer!["state"]!)];
    }

    private async Task RunAsync(int exitCode, params string[] arguments)
    {
        var (code, output, errors) = await SignetProcess.RunAsync(["issuers", .. arguments, "--data-dir", Data]);
        Assert.True(code == exitCode, $"exit code {code}: {errors}{output}");
    }
}
