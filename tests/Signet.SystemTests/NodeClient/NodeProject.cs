using Signet.Testing;

namespace Signet.SystemTests.NodeClient;

/// <summary>The scripts of this folder in a place of their own, with the packages that they need.</summary>
internal sealed class NodeProject : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _node;

    private NodeProject(string node) => _node = node;

    /// <summary>Installs the packages of the lock file; ends the test when the machine cannot.</summary>
    public static async Task<NodeProject> InstallAsync()
    {
        var (node, npm) = (TestMachine.Require("node"), TestMachine.Require("npm"));
        var project = new NodeProject(node);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "NodeClient")))
        {
            System.IO.File.Copy(file, project.File(Path.GetFileName(file)));
        }

        var installed = await CommandRun.StartAsync(npm, project._folder.Path, [], "ci", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=5");
        if (installed.ExitCode != 0)
        {
            project.Dispose();
            TestMachine.Missing($"npm does not install what package-lock.json names: {installed.Errors}");
        }

        return project;
    }

    /// <summary>A file beside the scripts.</summary>
    public string File(string name) => _folder.File(name);

    /// <summary>Runs a script; returns what it printed.</summary>
    public async Task<string> RunAsync(Dictionary<string, string> variables, params string[] arguments)
    {
        var run = await CommandRun.StartAsync(_node, _folder.Path, variables, arguments);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Output;
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
