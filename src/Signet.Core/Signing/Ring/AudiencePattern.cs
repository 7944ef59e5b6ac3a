namespace Signet.Core.Signing.Ring;

/// <summary>A pattern of audiences in which <c>*</c> stands for any characters, also none.</summary>
internal sealed class AudiencePattern(string text)
{
    /// <summary>How many characters are given: of two patterns the one with more is more specific.</summary>
    public int Literals { get; } = text.Length - text.Count(letter => letter == '*');

    /// <summary>The pattern.</summary>
    public string Text => text;

    /// <summary>Whether a text is a pattern; otherwise it is one audience.</summary>
    public static bool IsPattern(string text) => text.Contains('*', StringComparison.Ordinal);

    /// <summary>Whether the whole audience matches.</summary>
    public bool IsMatch(ReadOnlySpan<char> audience)
    {
        // Goes back only to the last asterisk, which is enough because an asterisk matches everything.
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
