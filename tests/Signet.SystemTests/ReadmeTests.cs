using System.Text;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>
/// The section "Start" of README.md: its commands are run unchanged, and their output is compared. Two things are replaced: the port (a free one instead of
/// 6443), and <c>dotnet</c>, which would build again. The replacement accepts exactly the commands of README. <c>eng/readme.py</c>, a step of <c>.ci/run</c>,
/// runs the real ones, and those of all other sections, in a fresh clone with an empty home.
/// </summary>
public sealed class ReadmeTests : IDisposable
{
    private const string Run = "run -c Release --project src/Signet.Cli -- ";
    private static readonly IReadOnlyList<MarkdownBlock> Blocks =
        [.. MarkdownBlock.Read(Path.Combine(TestMachine.Root, "README.md")).Where(block => block.Language is "sh" or "bash" or "console" or "shell" or "")];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Blocks_All_AreRunByATestHere()
    {
        Assert.All(Blocks, block => Assert.Equal("sh", block.Language));
        Assert.All(Blocks, block => Assert.Single((bool[])[IsServer(block), IsKubectl(block), IsInstall(block), IsTest(block)], isIt => isIt));
        Assert.Single(Blocks, IsServer);
        Assert.Single(Blocks, IsTest);
        Assert.True(Blocks.Count(block => block.Output is not null) >= 2);
    }

    [Fact]
    public async Task Start_WithKubectl_ShowsRevocation()
    {
        TestMachine.Require("kubectl");
        WriteDotnet(_folder.File("bin"));
        await using var server = await ServeAsync(Blocks.First(IsServer));

        await RunAsync([.. Blocks.Where(IsKubectl)], server, $"{_folder.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}");
    }

    [Fact]
    public async Task Test_Command_IsTheOneThatRunsThis()
    {
        WriteDotnet(_folder.File("bin"));
        var (code, _, errors) = await ProgramRun.ToEndAsync(TestMachine.Require("bash"), ["-c", Blocks.Single(IsTest).Text],
            new Dictionary<string, string?> { ["PATH"] = $"{_folder.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}" }, TestMachine.Root);

        Assert.True(code == 0, errors);
        var script = await File.ReadAllTextAsync(Path.Combine(TestMachine.Root, ".ci/run"));
        Assert.Contains("dotnet test", script, StringComparison.Ordinal);
        Assert.Contains("eng/readme.py", script, StringComparison.Ordinal);
    }

    private static bool IsServer(MarkdownBlock block) => block.Text.TrimEnd().EndsWith(" serve", StringComparison.Ordinal);

    private static bool IsTest(MarkdownBlock block) => block.Text.Trim() == "dotnet test";

    private static bool IsKubectl(MarkdownBlock block) => block.Text.Contains("kubectl ", StringComparison.Ordinal);

    private static bool IsInstall(MarkdownBlock block) => block.Text.Contains("eng/pack.sh", StringComparison.Ordinal);

    private static string Here(string program) => TestMachine.Require(program);

    /// <summary>Runs a block that starts a server in the background, and waits until it serves.</summary>
    private async Task<SignetShell> ServeAsync(MarkdownBlock block)
    {
        WriteDotnet(_folder.File("bin"));
        var server = SignetShell.Start(block.Text, _folder.Path, $"{_folder.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}");
        try
        {
            await server.UntilServesAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs blocks one after the other in one shell, and compares their output.</summary>
    private async Task RunAsync(IReadOnlyList<MarkdownBlock> blocks, SignetShell server, string path)
    {
        const string Mark = "-- end of block --";
        Assert.NotEmpty(blocks);
        var script = new StringBuilder("set -euo pipefail\n");
        foreach (var block in blocks)
        {
            script.Append(block.Text.Replace("127.0.0.1:6443", server.Address.Authority, StringComparison.Ordinal)).Append($"echo '{Mark}'\n");
        }

        var (code, output, errors) = await ProgramRun.ToEndAsync(
            Here("bash"), ["-c", script.ToString()], new Dictionary<string, string?> { ["PATH"] = path, ["HOME"] = _folder.Path, ["KUBECONFIG"] = null }, _folder.Path);

        Assert.True(code == 0, $"{errors}\n{output}");
        var printed = output.Split(Mark);
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i].Output is { } expected)
            {
                // Newer versions of kubectl print the namespace of deleted objects.
                Assert.Equal(expected, printed[i].TrimStart('\n').Replace(" from default namespace", "", StringComparison.Ordinal));
            }
        }
    }

    /// <summary>Creates a <c>dotnet</c> that accepts the commands of README and uses the existing build.</summary>
    private static void WriteDotnet(string folder)
    {
        var signet = Path.ChangeExtension(typeof(Cli.Program).Assembly.Location, null);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "dotnet");
        File.WriteAllText(path, $"""
            #!/bin/bash
            case "$*" in
              "{Run}"*) [ -e '{TestMachine.Root}/src/Signet.Cli' ] || exit 98; shift 6; exec '{signet}' "$@" ;;
              "test") ;;
              *) echo "README has a command that no test knows: dotnet $*" >&2; exit 99 ;;
            esac
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
