using System.Buffers;
using System.Globalization;
using System.Text;

namespace Signet.Server.Hosting.Logging;

/// <summary>Makes any text safe for a line of a log.</summary>
internal static class LogText
{
    /// <summary>
    /// Characters that can begin a line, change what a terminal shows, or are not valid UTF-16: controls, line and paragraph separators, directional
    /// formatting, and all surrogates, of which pairs are kept.
    /// </summary>
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Range('\0', '\u001f'), .. Range('\u007f', '\u009f'), .. Range('\u200e', '\u200f'), .. Range('\u2028', '\u202e'), .. Range('\u2066', '\u2069'),
            .. Range('\ud800', '\udfff'), '\ufeff']);

    /// <summary>The text on one line: line ends become spaces, other suspects <c>\uNNNN</c>. The same instance when there are none.</summary>
    public static string OneLine(string text)
    {
        var next = text.AsSpan().IndexOfAny(Suspects);
        if (next < 0)
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16).Append(text, 0, next);
        for (var i = next; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter == '\n' || (letter == '\r' && i + 1 < text.Length && text[i + 1] == '\n'))
            {
                i += letter == '\r' ? 1 : 0;
                safe.Append(' ');
            }
            else if (char.IsHighSurrogate(letter) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                safe.Append(letter).Append(text[++i]);
            }
            else if (Suspects.Contains(letter))
            {
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            }
            else
            {
                safe.Append(letter);
            }
        }

        return safe.ToString();
    }

    private static IEnumerable<char> Range(char first, char last)
    {
        for (int letter = first; letter <= last; letter++)
        {
            yield return (char)letter;
        }
    }
}
