using System.Text.RegularExpressions;

namespace Signet.Tests.House;

/// <summary>The lengths of C# lines, without the contents of string literals: texts for clients and logs are not broken.</summary>
internal static partial class LineLengths
{
    private const string RawQuotes = "\"\"\"";

    /// <summary>The length of each line outside of raw string literals.</summary>
    public static IEnumerable<(int Number, int Length)> Of(IEnumerable<string> lines)
    {
        var (number, isInside) = (0, false);
        foreach (var line in lines)
        {
            number++;
            var wasInside = isInside;
            isInside ^= Regex.Count(line, RawQuotes) % 2 == 1;
            if (!wasInside)
            {
                yield return (number, Literal().Replace(RawLiteral().Replace(line, "\"\""), "\"\"").Length);
            }
            else if (!isInside)
            {
                yield return (number, line.Length - line.IndexOf(RawQuotes, StringComparison.Ordinal));
            }
        }
    }

    [GeneratedRegex("\"\"\"[^\"].*?\"\"\"")]
    private static partial Regex RawLiteral();

    [GeneratedRegex("""
        "(?:\\.|[^"\\])*"
        """)]
    private static partial Regex Literal();
}
