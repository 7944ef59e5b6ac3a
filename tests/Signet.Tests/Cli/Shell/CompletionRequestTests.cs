using Signet.Cli.Api;
using Signet.Testing;
using Signet.Tests.Cli.Api;

namespace Signet.Tests.Cli.Shell;

/// <summary>
/// What the completion scripts ask and print. Signet.SystemTests runs the scripts in shells; pwsh is not on the machines of the tests: its script and
/// the answers to it are pinned here, and were not run.
/// </summary>
public sealed class CompletionRequestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Completion_Shell_PrintsTheScript(string shell)
    {
        var script = Path.Combine(TestMachine.Root, "src", "Signet.Cli", "Shell", "Completion", "Scripts", $"signet.{shell}");

        var run = (await CliRun.WholeAsync(new ApiEnvironment(), TimeProvider.System, "completion", shell)).Expect(0);

        Assert.Equal(await File.ReadAllTextAsync(script, TestContext.Current.CancellationToken), run.Output);
        Assert.Contains(shell, (await CliRun.WholeAsync(new ApiEnvironment(), TimeProvider.System, "completion", "--help")).Output, StringComparison.Ordinal);
    }

    /// <summary>The first line has the paths that the shell adds and the prefix of the values.</summary>
    [Theory]
    [InlineData("pwsh|whoami|--output=", "none\t--output=|table\t|json\t|yaml\t|")]
    [InlineData("pwsh|keys|prepare|--algorithm|", "none\t|RS256\t|ES256\t|ES384\t|ES512\t|")]
    [InlineData("pwsh|serve|--anonymous-auth|", "none\t|true\t|false\t|")]
    [InlineData("pwsh|serve|--tls-cert-file|", "files\t|")]
    [InlineData("pwsh|publish|--to=", "directories\t--to=|")]
    [InlineData("pwsh|store|copy|--from|", "directories\t|etcd\t|")]
    [InlineData("pwsh|dev|--|", "files\t|")]
    [InlineData("pwsh|version|", "none\t|--help\tShow help and usage information|")]
    [InlineData("pwsh|version|--help|--", "none\t|")]
    [InlineData("pwsh|whoami|-", "none\t|--output\tThe format: table, json or yaml|-o\tThe format: table, json or yaml|--kubeconfig\tThe kubeconfig of the server|--context\tThe context of the kubeconfig|--help\tShow help and usage information|-h\tShow help and usage information|")]
    [InlineData("pwsh|token|create|--bind|", "none\t|Pod/\t|Secret/\t|Node/\t|")]
    [InlineData("pwsh|token|create|--bind|Job/", "none\t|")]
    [InlineData("pwsh|help|token|", "none\t|create\tIssues a token for a service account|review\tAsks the server whether a token is accepted now (TokenReview): its signature, times and audiences, and whether its account and the object that it is bound to still exist|inspect\tDecodes a token and prints its header and claims|")]
    [InlineData("pwsh|nonsense|", "none\t|--help\tShow help and usage information|--version\tShow version information|")]
    [InlineData("bash| =:@|signet whoami --output=j", "none\t|json|")]
    [InlineData("bash| :|signet whoami --output=j", "none\t--output=|--output=json|")]
    public async Task Complete_Words_AreAnswered(string words, string answer)
    {
        var run = (await CliRun.WholeAsync(new ApiEnvironment(), TimeProvider.System, ["__complete", .. words.Split('|')])).Expect(0);

        Assert.Equal(answer.Replace('|', '\n'), run.Output);
        Assert.Equal("", run.Errors);
    }

    /// <summary>Names are listed without the data of their objects. Whoever may not list them is offered nothing.</summary>
    [Fact]
    public async Task Complete_NamesOfTheServer_AreThoseOfTheNamespace()
    {
        await using var stage = await CliStage.StartAsync("--token-auth-file", TokenFile.Write(_folder, "t,ann,7,dev"));
        stage.Write("ann", stage.KubeconfigOf("t"));
        await stage.Admin.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"team"}}""");
        await stage.Admin.UntilFoundAsync("/api/v1/namespaces/team/serviceaccounts/default");
        await stage.Admin.CreateAsync("/api/v1/namespaces/team/secrets", """{"metadata":{"name":"s1"},"stringData":{"v":"hidden"}}""");

        Assert.Equal("default\t\n", await UntilNamesAsync(stage, "token", "create", "-n", "team", ""));
        Assert.Equal("Secret/s1\t\n", await UntilNamesAsync(stage, "token", "create", "-n", "team", "--bind", "Secret/"));
        Assert.Contains("team\t\n", await UntilNamesAsync(stage, "token", "create", "--namespace", ""), StringComparison.Ordinal);
        Assert.Equal("none\t\n", (await stage.RunAsync("__complete", "zsh", "token", "create", "--kubeconfig", stage.File("ann"), "-n", "")).Expect(0).Output);
    }

    /// <summary>A server that does not answer is waited for as long as a user does.</summary>
    [Fact]
    public async Task Complete_SilentServer_IsNoAnswer()
    {
        await using var silent = await HttpsServer.StartAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted));
        await File.WriteAllTextAsync(_folder.File("config"), silent.Kubeconfig("/"), TestContext.Current.CancellationToken);

        var run = (await CliRun.WholeAsync(new ApiEnvironment(), TimeProvider.System, "__complete", "zsh", "token", "create", "--kubeconfig", _folder.File("config"), "")).Expect(0);

        Assert.StartsWith("none\t\n", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Errors);
    }

    /// <summary>Within its second a busy machine may not answer.</summary>
    private static async Task<string> UntilNamesAsync(CliStage stage, params string[] words)
    {
        const string Head = "none\t\n";
        var output = "";
        await Patience.UntilAsync(
            async () =>
            {
                output = (await stage.RunAsync(["__complete", "zsh", .. words])).Expect(0).Output;
                return output.Length > Head.Length && !output.Contains("--", StringComparison.Ordinal);
            },
            "the server answers");
        return output[Head.Length..];
    }
}
