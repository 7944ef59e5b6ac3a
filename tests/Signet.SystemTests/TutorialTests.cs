using System.Text;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>
/// The tutorials of <c>docs/tutorials</c>: each command is run unchanged, except for the port, and its output is compared with the page.
/// </summary>
public sealed class TutorialTests : IDisposable
{
    private const string Mark = "-- end of block --";
    private readonly TemporaryFolder _folder = new();

    /// <summary>The pages.</summary>
    public static TheoryData<string> Pages { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(TestMachine.Root, "docs/tutorials"), "*.md").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_Commands_PrintTheExpectedOutput(string page)
    {
        TestMachine.Require("kubectl");
        TestMachine.Require("jq");
        TestMachine.Require("curl");
        var blocks = MarkdownBlock.Read(Path.Combine(TestMachine.Root, "docs/tutorials", page));
        Assert.All(blocks, block => Assert.Equal("sh", block.Language));
        Assert.True(blocks.Count >= 4);
        Assert.True(blocks.Count(block => block.Output is not null) >= 3);
        Directory.CreateDirectory(_folder.File("bin"));
        File.CreateSymbolicLink(_folder.File("bin/signet"), Path.ChangeExtension(typeof(Cli.Program).Assembly.Location, null));
        var path = $"{_folder.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}";

        await using var server = SignetShell.Start(blocks[0].Text, _folder.Path, path);
        await server.UntilServesAsync();
        if (blocks[0].Output is { } printed)
        {
            Assert.StartsWith(printed.TrimEnd().Replace("127.0.0.1:6443", server.Address.Authority, StringComparison.Ordinal), server.Output, StringComparison.Ordinal);
        }

        var script = new StringBuilder("set -euo pipefail\n");
        foreach (var block in blocks.Skip(1))
        {
            script.Append(block.Text.Replace("127.0.0.1:6443", server.Address.Authority, StringComparison.Ordinal)).Append($"echo '{Mark}'\n");
        }

        var (code, output, errors) = await ProgramRun.ToEndAsync(
            TestMachine.Require("bash"),
            ["-c", script.ToString()],
            new Dictionary<string, string?> { ["PATH"] = path, ["HOME"] = _folder.Path, ["KUBECONFIG"] = null },
            _folder.Path);

        Assert.True(code == 0, $"{errors}\n{output}");
        var outputs = output.Split(Mark);
        for (var i = 1; i < blocks.Count; i++)
        {
            if (blocks[i].Output is { } expected)
            {
                // Newer versions of kubectl print the namespace of deleted objects.
                Assert.Equal(expected, outputs[i - 1].TrimStart('\n').Replace(" from default namespace", "", StringComparison.Ordinal));
            }
        }
    }
}
