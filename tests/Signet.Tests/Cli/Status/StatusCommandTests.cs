using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Signet.Testing;
using Signet.Tests.Cli.Api;

namespace Signet.Tests.Cli.Status;

/// <summary><c>signet status</c>.</summary>
public sealed class StatusCommandTests
{
    [Fact]
    public async Task Status_RunningServer_ShowsKeysStoreAndCertificates()
    {
        await using var stage = await CliStage.StartAsync();

        var run = (await stage.RunAsync("status")).Expect(0);

        Assert.Matches("(?m)^ready +yes$", run.Output);
        Assert.Matches("(?m)^store +(memory|sqlite)$", run.Output);
        Assert.Matches("(?m)^leader +yes$", run.Output);
        Assert.Matches("(?m)^  KEY ID +ALGORITHM +STATE +NEXT STEP$", run.Output);
        Assert.Matches("(?m)^  [A-Za-z0-9_-]{43} +[ER]S256 +current +", run.Output);
        Assert.Matches("(?m)^  serving certificate: ends in [0-9]+ d", run.Output);
        Assert.DoesNotContain("\e", run.Output, StringComparison.Ordinal);

        var json = JsonNode.Parse((await stage.RunAsync("status", "-o", "json")).Expect(0).Output)!;
        Assert.True((bool)json["ready"]!);
        Assert.Equal("v1.36.2", (string)json["version"]!["kubernetes"]!);
        Assert.NotEmpty(json["checks"]!.AsArray());
        Assert.NotEmpty(json["certificates"]!.AsArray());
    }

    [Fact]
    public async Task Status_UserWithoutTheRight_SaysWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        await using var stage = await CliStage.StartAsync("--token-auth-file", TokenFile.Write(folder, "t,ann,7"));
        stage.Write("ann", stage.KubeconfigOf("t"));

        (await stage.RunAsync("status", "--kubeconfig", stage.File("ann"))).ExpectFault(1, "cannot get path \"/metrics\"");
    }

    [Fact]
    public async Task Status_ServerThatIsNotReady_IsFoundFaulty()
    {
        await using var server = await HttpsServer.StartAsync(async context =>
        {
            var (code, text) = context.Request.Path.Value switch
            {
                "/version" => (200, """{"gitVersion":"v1.36.2+signet.9"}"""),
                "/readyz" => (500, "[+]ping ok\n[-]store failed: reason withheld\nreadyz check failed\n"),
                _ => (200, "signet_build_info{version=\"9\"} 1\nsignet_certificate_expiration_timestamp_seconds{certificate=\"old\"} 1000\n"),
            };
            context.Response.StatusCode = code;
            await context.Response.WriteAsync(text);
        });
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("config"), server.Kubeconfig("/"), TestContext.Current.CancellationToken);

        var run = (await CliRun.WholeAsync(new(), TimeProvider.System, "status", "--kubeconfig", folder.File("config"))).Expect(4);

        Assert.Matches("(?m)^ready +no$", run.Output);
        Assert.Contains("  store: failed; the server's log has the reason\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  old: has ended at 1970-01-01T00:16:40Z\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_OtherServer_IsNamed()
    {
        await using var server = await HttpsServer.StartAsync(context => context.Response.WriteAsync("{}"));
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("config"), server.Kubeconfig("/"), TestContext.Current.CancellationToken);

        (await CliRun.WholeAsync(new(), TimeProvider.System, "status", "--kubeconfig", folder.File("config"))).ExpectFault(1, "is not a Signet server");
    }
}
