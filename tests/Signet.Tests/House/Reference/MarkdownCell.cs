namespace Signet.Tests.House.Reference;

/// <summary>Texts in tables of generated pages.</summary>
internal static class MarkdownCell
{
    /// <summary>Text, which may have Markdown, in one cell.</summary>
    public static string Of(string text) => text.Replace("<", "&lt;", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');

    /// <summary>Values as code, separated by commas.</summary>
    public static string OfCodes(IEnumerable<string> values) => string.Join(", ", values.Select(value => $"`{value}`"));
}
