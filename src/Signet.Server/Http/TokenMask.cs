using System.Text;

namespace Signet.Server.Http;

/// <summary>
/// Masks strings that look like a JSON Web Token: the start of a JSON object in base64url (<c>eyJ</c> is <c>{"</c>), and at least two dots.
/// Clients may send a token in any field, and logs must not contain tokens.
/// </summary>
internal static class TokenMask
{
    /// <summary>The replacement for a token.</summary>
    public const string Mask = "REDACTED";

    private const string Beginning = "eyJ";
    private const int MinDots = 2;

    /// <summary>The text with its tokens masked; the same instance when it has none.</summary>
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

            if (dots >= MinDots)
            {
                masked = (masked ?? new StringBuilder(text.Length)).Append(text, copied, at - copied).Append(Mask);
                copied = end;
            }

            // Too few dots follow, so too few follow any later position of the same run, too.
            at = end;
        }

        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool IsOfToken(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '=';
}
