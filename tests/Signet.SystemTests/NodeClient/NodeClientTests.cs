using System.Diagnostics;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.NodeClient;

/// <summary>The JavaScript client of the Kubernetes project: the token flow and a watch.</summary>
public sealed class NodeClientTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task NodeClient_TokenFlowAndWatch_Work()
    {
        var (node, npm) = (TestMachine.Require("node"), TestMachine.Require("npm"));
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "NodeClient")))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        var installed = await RunAsync(npm, folder.Path, "ci", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=5");
        if (installed.ExitCode != 0)
        {
            TestMachine.Missing($"npm does not install @kubernetes/client-node: {installed.Errors}");
        }

        await using var server = await SignetProcess.ServeAsync(folder.File("data"));
        var run = await RunAsync(node, folder.Path, "token-and-watch.mjs", folder.File("data/admin.kubeconfig"));

        Assert.True(run.ExitCode == 0, run.Errors);
        var found = JsonNode.Parse(run.Output)!;
        Assert.Equal("""[["ADDED","create"],["MODIFIED","patch"],["DELETED","patch"]]""", found["events"]!.ToJsonString());
        Assert.Equal(1200, (int)found["expirationSeconds"]!);
        Assert.Equal(1200, (int)found["lifetime"]!);
        Assert.True((bool)found["reviewed"]!["authenticated"]!);
        Assert.Equal("system:serviceaccount:node-client:robot", (string?)found["reviewed"]!["user"]!["username"]);
        Assert.Equal("""["vault"]""", found["reviewed"]!["audiences"]!.ToJsonString());
        Assert.Null(found["elsewhere"]!["authenticated"]);
        Assert.Contains("is invalid for the target audiences", (string?)found["elsewhere"]!["error"], StringComparison.Ordinal);
        Assert.Null(found["afterwards"]!["authenticated"]);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Longest);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }
}
