using System.Text.RegularExpressions;
using Signet.Testing;

namespace Signet.Tests.House;

/// <summary>The tests that <c>docs/security/threat-model.md</c> names exist, and each defence names one.</summary>
public sealed partial class ThreatModelTests
{
    [Fact]
    public void Defences_Each_NamesTestsThatExist()
    {
        var tests = RepositoryTests();
        var rows = File.ReadLines(Path.Combine(TestMachine.Root, "docs", "security", "threat-model.md"))
            .SkipWhile(line => line != "## Defences").TakeWhile(line => line != "## Not defended")
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line != "| threat | defence | tests |").ToList();

        Assert.True(rows.Count > 20, $"{rows.Count} defences");
        Assert.All(rows, row =>
        {
            var named = TestName().Matches(row.Split('|')[3]).Select(match => match.Groups[1].Value).ToList();
            Assert.NotEmpty(named);
            Assert.All(named, name => Assert.Contains(name, tests));
        });
    }

    private static HashSet<string> RepositoryTests()
    {
        var tests = new HashSet<string>(StringComparer.Ordinal);
        var files = RepositoryFiles.All.Where(path => path.StartsWith("tests/", StringComparison.Ordinal) && path.EndsWith("Tests.cs", StringComparison.Ordinal));
        foreach (var path in files)
        {
            var name = Path.GetFileNameWithoutExtension(path);
            foreach (Match method in Method().Matches(File.ReadAllText(Path.Combine(TestMachine.Root, path))))
            {
                tests.Add($"{name}.{method.Groups[1].Value}");
            }
        }

        return tests;
    }

    [GeneratedRegex("`(\\w+\\.\\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"public (?:async )?(?:Task|void|ValueTask) (\w+)\(")]
    private static partial Regex Method();
}
