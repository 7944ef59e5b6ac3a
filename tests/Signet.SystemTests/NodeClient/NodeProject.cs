using Signet.Testing;

namespace Signet.SystemTests.NodeClient;

/// <summary>A temporary copy of the scripts of a folder, with their packages.</summary>
internal sealed class NodeProject : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _node;

    private NodeProject(string node) => _node = node;

    /// <summary>Installs the packages of the lock file; skips the test if that is not possible.</summary>
    /// <param name="folder">The folder beside the tests, with <c>package.json</c> and its lock file.</param>
    public static async Task<NodeProject> InstallAsync(string folder = "NodeClient")
    {
        var (node, npm) = (TestMachine.Require("node"), TestMachine.Require("npm"));
        var project = new NodeProject(node);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, folder)))
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

    /// <summary>The path of a file in the folder.</summary>
    public string File(string name) => _folder.File(name);

    /// <summary>Runs a script; returns its output.</summary>
    public async Task<string> RunAsync(Dictionary<string, string> variables, params string[] arguments)
    {
        var run = await CommandRun.StartAsync(_node, _folder.Path, variables, arguments);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Output;
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
