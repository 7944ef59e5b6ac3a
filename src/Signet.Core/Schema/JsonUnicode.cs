using System.Globalization;
using System.Text.Unicode;

namespace Signet.Core.Schema;

/// <summary>
/// Checks that the strings of a JSON document are valid Unicode: UTF-8 without escapes of unpaired surrogates. <c>Utf8JsonReader</c> finds
/// these only when a string is read, and then throws; so this check comes first.
/// </summary>
internal static class JsonUnicode
{
    private const int EscapeLength = 6;

    /// <summary>Whether all bytes and escapes are valid; does not check that the document is JSON.</summary>
    public static bool IsValid(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return false;
        }

        // A backslash outside of a string is an error that the reader reports.
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

    /// <summary>Parses <c>\uXXXX</c>.</summary>
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
