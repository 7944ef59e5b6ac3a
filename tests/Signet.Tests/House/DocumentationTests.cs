using System.Text.RegularExpressions;
using Signet.Testing;

namespace Signet.Tests.House;

/// <summary>Links and file names in the documentation exist.</summary>
public sealed partial class DocumentationTests
{
    private static readonly IReadOnlyList<MarkdownPage> Pages = MarkdownPage.ReadAll();
    private static readonly Dictionary<string, MarkdownPage> ByPath = Pages.ToDictionary(page => page.Path, StringComparer.Ordinal);

    [Fact]
    public void Pages_RelativeLinks_TargetsExist() =>
        Faults.None(Pages.SelectMany(page => page.Links.Select(link => (page, link)).Where(pair => !TargetExists(page, pair.link.Target)))
            .Select(pair => $"{pair.page.Path}:{pair.link.Line}: {pair.link.Target}"));

    /// <summary>Decisions describe the state at their time; all other pages describe the current state.</summary>
    [Fact]
    public void Pages_FileNames_Exist() =>
        Faults.None(Pages.Where(page => !page.Path.StartsWith("docs/decisions/", StringComparison.Ordinal))
            .SelectMany(page => page.CodeSpans.Where(span => !IsExistingFileOrOtherText(span.Text)).Select(span => $"{page.Path}:{span.Line}: {span.Text}")));

    /// <summary>Comments, messages and scripts that name a page.</summary>
    [Fact]
    public void Sources_NamedPages_Exist()
    {
        var faults = new List<string>();
        var named = 0;
        foreach (var path in RepositoryFiles.All.Where(path => path.EndsWith(".cs", StringComparison.Ordinal) || path is ".ci/run"))
        {
            foreach (Match match in PageName().Matches(File.ReadAllText(Path.Combine(TestMachine.Root, path))))
            {
                named++;
                if (!ByPath.ContainsKey(match.Value))
                {
                    faults.Add($"{path}: {match.Value}");
                }
            }
        }

        Assert.Empty(faults);
        Assert.True(named > 5);
    }

    /// <summary>The pages in a folder of a page's name (<c>reference/api.md</c>, <c>reference/api/</c>) are listed by that page.</summary>
    [Fact]
    public void Index_EveryPage_IsListed()
    {
        var pages = ByPath.Keys.Where(path => path.StartsWith("docs/", StringComparison.Ordinal) && path != "docs/README.md" && Path.GetDirectoryName(path) != "docs/decisions");

        Assert.Empty(pages.Where(path => !ListedBy($"{Path.GetDirectoryName(path)}.md").Contains(path)).Except(ListedBy("docs/README.md")));
    }

    [Theory]
    [InlineData("# Who may do *what*?\n", "who-may-do-what")]
    [InlineData("## `--secure-port PORT`\n", "--secure-port-port")]
    [InlineData("# Twice\n# Twice\n", "twice-1")]
    [InlineData("# [Link](x.md) here\n", "link-here")]
    public void Anchors_Heading_AsGitHubMakesThem(string text, string anchor) => Assert.Contains(anchor, MarkdownPage.Parse("x.md", text).Anchors);

    [Theory]
    [InlineData("missing.md", false)]
    [InlineData("map.md#no-such-heading", false)]
    [InlineData("map.md#rooms", true)]
    [InlineData("../README.md", true)]
    [InlineData("decisions", true)]
    [InlineData("https://example.com/missing.md", true)]
    public void TargetExists_Target_IsFound(string target, bool expected) => Assert.Equal(expected, TargetExists(ByPath["docs/glossary.md"], target));

    [Theory]
    [InlineData("src/Signet.Core/Missing.cs", false)]
    [InlineData("Settings/SettingsTable.cs", true)]
    [InlineData("Settings/NoSuchTable.cs", false)]
    [InlineData("Hosting/Web/Pipeline.InvokeAsync", true)]
    [InlineData("Hosting/NoSuchPipeline.InvokeAsync", false)]
    [InlineData("eng/rooms.txt", true)]
    [InlineData("tests/Signet.Tests/bin/Debug/net10.0/Signet.Tests -class X", true)]
    [InlineData("Pod/NAME", true)]
    [InlineData("kubectl get all", true)]
    public void IsExistingFileOrOtherText_CodeSpan_IsFound(string span, bool expected) => Assert.Equal(expected, IsExistingFileOrOtherText(span));

    private static bool TargetExists(MarkdownPage page, string target)
    {
        if (target.Contains("://", StringComparison.Ordinal))
        {
            return true;
        }

        var parts = target.Split('#', 2);
        var path = parts[0].Length == 0 ? page.Path : Resolve(page.Path, parts[0]);
        return parts.Length == 1
            ? RepositoryFiles.All.Contains(path) || RepositoryFiles.Folders.Contains(path)
            : ByPath.TryGetValue(path, out var other) && other.Anchors.Contains(parts[1]);
    }

    private static HashSet<string> ListedBy(string index) =>
        ByPath.TryGetValue(index, out var page) ? page.Links.Select(link => Resolve(index, link.Target.Split('#')[0])).ToHashSet() : [];

    private static string Resolve(string page, string target) =>
        Path.GetRelativePath(TestMachine.Root, Path.GetFullPath(Path.Combine(TestMachine.Root, Path.GetDirectoryName(page)!, target))).Replace('\\', '/');

    /// <summary>Also true for code spans that are not file names.</summary>
    private static bool IsExistingFileOrOtherText(string span)
    {
        var word = span.Split(' ')[0].TrimEnd('/');
        if (RootedName().IsMatch(word))
        {
            return word.Contains("/bin/", StringComparison.Ordinal) || RepositoryFiles.All.Contains(word) || RepositoryFiles.Folders.Contains(word);
        }

        if (SourceName().IsMatch(word))
        {
            return RepositoryFiles.All.Any(path => path.EndsWith("/" + word, StringComparison.Ordinal) || path == word);
        }

        // Room/Type, Room/Type.Member or Room/Folder; a project may stand without its Signet.
        return TypeName().Match(word) is not { Success: true } match ||
            RepositoryFiles.All.Any(path => IsNamed(path, match.Groups["path"].Value + ".cs")) ||
            RepositoryFiles.Folders.Any(path => IsNamed(path, match.Groups["path"].Value));
    }

    private static bool IsNamed(string path, string name) =>
        path.EndsWith(name, StringComparison.Ordinal) && path.Length > name.Length && path[^(name.Length + 1)] is '/' or '.';

    [GeneratedRegex(@"docs/[\w\-/]+\.md")]
    private static partial Regex PageName();

    [GeneratedRegex(@"^(src|tests|docs|bench|eng|\.ci|\.config)/[\w./\-]+$", RegexOptions.ExplicitCapture)]
    private static partial Regex RootedName();

    [GeneratedRegex(@"^[\w./\-]*\w\.(cs|csproj|slnx|props)$", RegexOptions.ExplicitCapture)]
    private static partial Regex SourceName();

    [GeneratedRegex(@"^(?<path>[A-Z]\w*[a-z]\w*(/[A-Z]\w*[a-z]\w*)+)(\.\w+)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex TypeName();
}
