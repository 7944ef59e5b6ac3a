using System.Text.RegularExpressions;
using Signet.Testing;

namespace Signet.Tests.House;

/// <summary>A page of the documentation: its links, headings and code spans, without fenced blocks.</summary>
internal sealed partial class MarkdownPage
{
    private MarkdownPage(string path, IReadOnlyList<string> lines)
    {
        Path = path;
        Lines = lines;
    }

    /// <summary>The path from the root, with slashes.</summary>
    public string Path { get; }

    /// <summary>The lines; those of fenced blocks are empty.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>The anchors that GitHub generates for headings; a repeated heading gets a number.</summary>
    public IReadOnlySet<string> Anchors
    {
        get
        {
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            var anchors = new HashSet<string>(StringComparer.Ordinal);
            foreach (var line in Lines)
            {
                if (Heading().Match(line) is { Success: true } match)
                {
                    var anchor = AnchorOf(match.Groups["text"].Value);
                    var count = counts.GetValueOrDefault(anchor);
                    counts[anchor] = count + 1;
                    anchors.Add(count == 0 ? anchor : $"{anchor}-{count}");
                }
            }

            return anchors;
        }
    }

    /// <summary>The targets of links, with line numbers.</summary>
    public IEnumerable<(int Line, string Target)> Links => Matches(Link(), "target");

    /// <summary>The contents of code spans, with line numbers.</summary>
    public IEnumerable<(int Line, string Text)> CodeSpans => Matches(CodeSpan(), "text");

    /// <summary>Parses a page.</summary>
    public static MarkdownPage Parse(string path, string text)
    {
        var isFenced = false;
        var lines = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            var isFence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            lines.Add(isFenced || isFence ? "" : line);
            isFenced ^= isFence;
        }

        return new MarkdownPage(path, lines);
    }

    /// <summary>All pages of the repository.</summary>
    public static IReadOnlyList<MarkdownPage> ReadAll() =>
        [.. RepositoryFiles.All.Where(path => path.EndsWith(".md", StringComparison.Ordinal))
            .Select(path => Parse(path, File.ReadAllText(System.IO.Path.Combine(TestMachine.Root, path))))];

    private static string AnchorOf(string heading) =>
        NotInAnchors().Replace(LinkText().Replace(heading, "$1").ToLowerInvariant(), "").Replace(' ', '-');

    private IEnumerable<(int Line, string Text)> Matches(Regex expression, string group)
    {
        for (var i = 0; i < Lines.Count; i++)
        {
            foreach (Match match in expression.Matches(Lines[i]))
            {
                yield return (i + 1, match.Groups[group].Value);
            }
        }
    }

    [GeneratedRegex("^#{1,6} (?<text>.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"[^\p{L}\p{N}\- _]")]
    private static partial Regex NotInAnchors();
}
