using System.Text.RegularExpressions;
using Signet.Testing;

namespace Signet.Tests.House;

/// <summary>The code of <c>docs/how-to/aspire.md</c> and of the package's page is that of <c>samples/aspire</c> (eng/aspire-sample.sh runs it).</summary>
public sealed partial class AspirePageTests
{
    private static readonly string Sample = Path.Combine(TestMachine.Root, "samples", "aspire");

    [Fact]
    public void Page_Blocks_AreThoseOfTheSample()
    {
        var blocks = Blocks(Path.Combine(TestMachine.Root, "docs", "how-to", "aspire.md"));

        Assert.Equal(2, blocks.Count);
        Assert.Equal(File.ReadAllText(Path.Combine(Sample, "AppHost", "AppHost.cs")).Trim(), blocks[0]);
        var vault = File.ReadAllLines(Path.Combine(Sample, "Vault", "Program.cs"));
        Assert.All(blocks[1].Split('\n'), line => Assert.Contains(line, vault));
    }

    /// <summary>The page of the package has the same calls, with comments.</summary>
    [Fact]
    public void Readme_Calls_AreThoseOfTheSample()
    {
        var sample = Calls(File.ReadAllText(Path.Combine(Sample, "AppHost", "AppHost.cs")));
        var readme = Blocks(Path.Combine(TestMachine.Root, "src", "Signet.Aspire.Hosting", "README.md")).Single();

        Assert.Subset(sample.ToHashSet(), Calls(readme).ToHashSet());
    }

    private static IReadOnlyList<string> Blocks(string path) => [.. Block().Matches(File.ReadAllText(path)).Select(match =>
    {
        var indent = match.Groups["indent"].Value;
        var lines = match.Groups["code"].Value.Split('\n');
        return string.Join('\n', lines.Select(line => line.StartsWith(indent, StringComparison.Ordinal) ? line[indent.Length..] : line)).Trim();
    })];

    private static IEnumerable<string> Calls(string code) => Call().Matches(code).Select(match => match.Value);

    [GeneratedRegex("(?<=\n)(?<indent> *)```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\.\w+(<[\w.]+>)?\([^()]*")]
    private static partial Regex Call();
}
