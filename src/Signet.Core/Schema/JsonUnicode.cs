using System.Globalization;
using System.Text.Unicode;

namespace Signet.Core.Schema;

/// <summary>
/// Whether all text in a JSON document is Unicode: its bytes are UTF-8, and no escape stands for half a surrogate pair. A reader only
/// finds that out when it takes the text, and then throws; so it is asked before anything is read.
/// </summary>
internal static class JsonUnicode
{
    private const int EscapeLength = 6;

    /// <summary>Looks at the whole document; whether it is JSON is another question.</summary>
    public static bool IsValid(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return false;
        }

        // Outside of strings a backslash is no JSON, and the reader says so.
        while (json.IndexOf((byte)'\\') is >= 0 and var at)
        {
            json = json[at..];
            if (!TryReadEscape(json, out var unit) || !char.IsSurrogate(unit))
            {
                json = json[Math.Min(2, json.Length)..];
                continue;
            }

            if (!char.IsHighSurrogate(unit) || !TryReadEscape(json[EscapeLength..], out var low) || !char.IsLowSurrogate(low))
            {
                return false;
            }

            json = json[(2 * EscapeLength)..];
        }

        return true;
    }

    /// <summary>Reads <c>\uXXXX</c>.</summary>
    private static bool TryReadEscape(ReadOnlySpan<byte> json, out char unit)
    {
        unit = '\0';
        if (json.Length < EscapeLength || json[0] != '\\' || json[1] != 'u' ||
            !ushort.TryParse(json[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        unit = (char)number;
        return true;
    }
}
