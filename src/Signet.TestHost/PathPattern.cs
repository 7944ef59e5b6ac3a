using System.IO.Enumeration;

namespace Signet.TestHost;

/// <summary>Patterns of paths.</summary>
internal static class PathPattern
{
    /// <summary>Whether a path matches a pattern, in which <c>*</c> stands for any characters.</summary>
    public static bool Matches(string pattern, string path) => FileSystemName.MatchesSimpleExpression(Escape(pattern), path, ignoreCase: false);

    /// <summary>A question mark and a backslash mean themselves; <see cref="FileSystemName"/> gives them a meaning.</summary>
    private static string Escape(string pattern) => pattern.Replace("\\", @"\\", StringComparison.Ordinal).Replace("?", @"\?", StringComparison.Ordinal);
}
