using System.Text;

namespace Signet.Server.Http;

/// <summary>
/// Finds what looks like a JSON web token: the beginning of a JSON object in base64url (<c>eyJ</c> is <c>{"</c>), and at least two dots.
/// A caller may have put one anywhere, and a log is no place for it.
/// </summary>
internal static class TokenMask
{
    /// <summary>What stands in the place of what is kept out.</summary>
    public const string Mask = "REDACTED";

    private const string Beginning = "eyJ";
    private const int LeastDots = 2;

    /// <summary>The text with its tokens masked; the text itself when there are none.</summary>
    public static string Apply(string text)
    {
        StringBuilder? masked = null;
        var copied = 0;
        var at = 0;
        while ((at = text.IndexOf(Beginning, at, StringComparison.Ordinal)) >= 0)
        {
            var end = at;
            var dots = 0;
            while (end < text.Length && IsOfToken(text[end]))
            {
                dots += text[end++] == '.' ? 1 : 0;
            }

            if (dots >= LeastDots)
            {
                masked = (masked ?? new StringBuilder(text.Length)).Append(text, copied, at - copied).Append(Mask);
                copied = end;
            }

            // With too few dots from here, there are too few from any later place of the same run.
            at = end;
        }

        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool IsOfToken(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '=';
}
