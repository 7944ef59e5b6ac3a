using System.Text.RegularExpressions;
using Signet.Testing;

namespace Signet.SystemTests.Federation;

/// <summary>The blocks of <c>docs/how-to/federation.md</c> that are marked with a name (<c>&lt;!-- block: NAME --&gt;</c>).</summary>
internal static partial class FederationPage
{
    private static readonly Dictionary<string, string> Blocks = Read();

    /// <summary>The names of all blocks.</summary>
    public static IEnumerable<string> Names => Blocks.Keys;

    /// <summary>A block, with the addresses of the test.</summary>
    public static string Block(string name, params (string Of, string By)[] replacements)
    {
        var text = Blocks[name];
        foreach (var (of, by) in replacements)
        {
            text = text.Replace(of, by, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>The flags of a block with a <c>signet serve</c> command.</summary>
    public static string[] Flags(string name, params (string Of, string By)[] replacements)
    {
        var words = Block(name, replacements).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["signet", "serve"], words[..2]);
        return words[2..];
    }

    private static Dictionary<string, string> Read()
    {
        var page = File.ReadAllText(Path.Combine(TestMachine.Root, "docs", "how-to", "federation.md"));
        return MarkedBlock().Matches(page).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["text"].Value, StringComparer.Ordinal);
    }

    [GeneratedRegex(@"<!-- block: (?<name>[\w-]+) -->\n```\w+\n(?<text>.*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex MarkedBlock();
}
