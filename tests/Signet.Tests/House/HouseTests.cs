using System.Globalization;
using System.Text.RegularExpressions;
using Signet.Testing;

namespace Signet.Tests.House;

/// <summary>Rules for every file of the product.</summary>
public sealed class HouseTests
{
    private const int MaxFileLines = 400;
    private const int MaxLineLength = 160;

    [Fact]
    public void Source_EveryFile_HasOneIdea() => Faults.None(
        SourceFile.ReadAll().Where(file => file.Lines.Count > MaxFileLines).Select(file => $"{file.Path}: {file.Lines.Count} lines"));

    [Fact]
    public void Source_EveryFile_DeclaresOneTypeOfItsName() => Faults.None(SourceFile.ReadAll()
        .Where(file => file.DeclaredTypes.Any() && !file.DeclaredTypes.SequenceEqual([Path.GetFileNameWithoutExtension(file.Path)]))
        .Select(file => $"{file.Path} declares {string.Join(", ", file.DeclaredTypes)}"));

    /// <summary>A field manager is a Kubernetes term.</summary>
    [Fact]
    public void Source_Names_SayWhatIsInside() => Assert.DoesNotContain(
        SourceFile.ReadAll(), file => Regex.IsMatch(file.Path, "(Utils?|Helpers?|Common|(?<!Field)Manager)(/|\\.cs$)"));

    [Fact]
    public void Source_Lines_AreNotLong() => Faults.None(RepositoryFiles.All
        .Where(path => path.EndsWith(".cs", StringComparison.Ordinal))
        .SelectMany(path => LineLengths.Of(File.ReadLines(Path.Combine(TestMachine.Root, path)))
            .Where(line => line.Length > MaxLineLength).Select(line => $"{path}:{line.Number}: {line.Length} characters")));

    /// <summary>String literals are not counted, because they are not broken, so that a search finds them.</summary>
    [Theory]
    [InlineData("var x = \"abc\";", 11)]
    [InlineData("var x = \"a\\\"c\" + 'x';", 17)]
    [InlineData("// abc", 6)]
    [InlineData("var x = \"\"\"abc\"\"\" + y;", 15)]
    [InlineData("abc \"\"\"\n long text\n \"\"\";", 7)]
    public void LineLengths_Literals_AreNotCounted(string text, int longest) =>
        Assert.Equal(longest, LineLengths.Of(text.Split('\n')).Max(line => line.Length));

    [Fact]
    public void LogEvents_EveryId_IsUniqueAndInItsRoomsBlock()
    {
        var owners = new Dictionary<int, string>();
        var blocks = new List<(int From, int To, string Path)>();
        foreach (var file in SourceFile.ReadAll())
        {
            var text = string.Join('\n', file.Lines);
            var ids = Regex.Matches(text, @"\[LoggerMessage\((?:EventId = )?(\d+)").Select(match => Number(match.Groups[1])).ToList();
            Assert.Equal(Regex.Count(text, @"\[LoggerMessage\b"), ids.Count);
            if (ids.Count == 0)
            {
                continue;
            }

            Assert.EndsWith("/Log.cs", file.Path, StringComparison.Ordinal);
            var block = Regex.Match(text, @"Events of this room: (\d+) to (\d+)\.");
            Assert.True(block.Success, $"{file.Path} does not name its block of ids");
            var (from, to) = (Number(block.Groups[1]), Number(block.Groups[2]));
            Assert.DoesNotContain(blocks, other => other.From <= to && from <= other.To);
            blocks.Add((from, to, file.Path));
            foreach (var id in ids)
            {
                Assert.InRange(id, from, to);
                Assert.True(owners.TryAdd(id, file.Path), $"{file.Path} and {owners[id]} share the id {id}");
            }
        }

        Assert.NotEmpty(owners);
    }

    /// <summary>All other files read <c>ObjectView</c>, which knows how current the cache is.</summary>
    [Fact]
    public void ObjectCache_IsNamed_ByItsFollowerAndCompositionOnly()
    {
        string[] owners =
        [
            "src/Signet.Core/Resources/Cache/ObjectCache.cs",
            "src/Signet.Core/Resources/Cache/ObjectView.cs",
            "src/Signet.Core/Resources/Cache/ResourceCache.cs",
            "src/Signet.Core/Resources/Cache/StoredForms.cs",
            "src/Signet.Server/Controllers/Stores/CacheFollower.cs",
            "src/Signet.Server/Hosting/Services/Composition.cs",
            "src/Signet.Server/Hosting/ServerStart.cs",
        ];
        var naming = SourceFile.ReadAll().Where(file => file.Lines.Any(line => Regex.IsMatch(line, @"\bObjectCache\b"))).Select(file => file.Path);

        Faults.None(naming.Except(owners));
    }

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);
}
