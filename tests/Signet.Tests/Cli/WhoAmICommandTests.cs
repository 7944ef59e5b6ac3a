using System.Text.Json.Nodes;
using Signet.Testing;
using Signet.Tests.Cli.Api;

namespace Signet.Tests.Cli;

/// <summary><c>signet whoami</c>.</summary>
public sealed class WhoAmICommandTests
{
    [Fact]
    public async Task WhoAmI_User_IsShownWithTheServer()
    {
        using var folder = new TemporaryFolder();
        await using var stage = await CliStage.StartAsync("--token-auth-file", TokenFile.Write(folder, "t,ann,7,\"dev,ops\""));
        stage.Write("ann", stage.KubeconfigOf("t"));

        var run = (await stage.RunAsync("whoami", "--kubeconfig", stage.File("ann"))).Expect(0);

        Assert.Equal(
            $"""
            user    ann
            uid     7
            groups  dev, ops, system:authenticated
            server  {stage.Server.Address.OriginalString.TrimEnd('/')}

            """,
            run.Output.Replace(stage.Server.Address.ToString(), stage.Server.Address.OriginalString.TrimEnd('/'), StringComparison.Ordinal));
        var json = JsonNode.Parse((await stage.RunAsync("whoami", "--kubeconfig", stage.File("ann"), "-o", "json")).Expect(0).Output)!;
        Assert.Equal("SelfSubjectReview", (string)json["kind"]!);
        Assert.Equal("""{"username":"ann","uid":"7","groups":["dev","ops","system:authenticated"]}""", json["status"]!["userInfo"]!.ToJsonString());
        Assert.Contains("kind: SelfSubjectReview", (await stage.RunAsync("whoami", "-o", "yaml")).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoAmI_OtherServer_IsNamed()
    {
        await using var other = await HttpsServer.StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("config"), other.Kubeconfig("/"), TestContext.Current.CancellationToken);

        (await CliRun.WholeAsync(new(), TimeProvider.System, "whoami", "--kubeconfig", folder.File("config"))).ExpectFault(1, "has no SelfSubjectReview");
    }
}
