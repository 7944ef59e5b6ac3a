namespace Signet.Core.Signing.Ring;

/// <summary>A pattern of audiences in which <c>*</c> matches any number of characters.</summary>
internal sealed class AudiencePattern(string text)
{
    /// <summary>The number of literal characters: a pattern with more is more specific.</summary>
    public int Literals { get; } = text.Length - text.Count(character => character == '*');

    public string Text => text;

    /// <summary>Whether a setting is a pattern; otherwise it is an audience.</summary>
    public static bool IsPattern(string text) => text.Contains('*', StringComparison.Ordinal);

    /// <summary>Whether the whole audience matches.</summary>
    public bool IsMatch(ReadOnlySpan<char> audience)
    {
        // Backtracks only to the last asterisk, which is enough because an asterisk matches everything.
        var (at, position) = (0, 0);
        var (asterisk, resume) = (-1, 0);
        while (position < audience.Length)
        {
            if (at < text.Length && text[at] == '*')
            {
                (asterisk, resume) = (at++, position);
            }
            else if (at < text.Length && text[at] == audience[position])
            {
                at++;
                position++;
            }
            else if (asterisk >= 0)
            {
                at = asterisk + 1;
                position = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (at < text.Length && text[at] == '*')
        {
            at++;
        }

        return at == text.Length;
    }
}
