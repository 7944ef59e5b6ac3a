using System.Globalization;
using System.Text;

namespace Signet.Core.Resources.Selectors;

/// <summary>
/// The syntax of field selectors: terms separated by commas, and in values a backslash before <c>\ , =</c> (apimachinery,
/// <c>pkg/fields/selector.go</c>).
/// </summary>
internal static class FieldSelectorText
{
    /// <summary>Splits a selector at the unescaped commas.</summary>
    public static List<string> SplitTerms(string text)
    {
        var terms = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == ',')
            {
                terms.Add(text[start..i]);
                start = i + 1;
            }
        }

        terms.Add(text[start..]);
        return terms;
    }

    /// <summary>Splits a term at its first operator: <c>!=</c>, <c>==</c> or <c>=</c>.</summary>
    public static bool TrySplit(string term, out string field, out bool isEqual, out string value)
    {
        var at = term.IndexOf('=', StringComparison.Ordinal);
        (field, isEqual, value) = ("", true, "");
        if (at < 0)
        {
            return false;
        }

        isEqual = at == 0 || term[at - 1] != '!';
        field = term[..(isEqual ? at : at - 1)];
        var isDouble = isEqual && at + 1 < term.Length && term[at + 1] == '=';
        value = term[(isDouble ? at + 2 : at + 1)..];
        return true;
    }

    /// <summary>Removes the backslashes; null with an error for an invalid escape or an unescaped character.</summary>
    public static string? Unescape(string value, out string fault)
    {
        fault = "";
        if (value.AsSpan().IndexOfAny('\\', ',', '=') < 0)
        {
            return value;
        }

        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            switch (value[i])
            {
                case '\\' when i + 1 < value.Length && value[i + 1] is '\\' or ',' or '=':
                    text.Append(value[++i]);
                    break;
                case '\\':
                    var protectedRune = i + 1 < value.Length && Rune.TryGetRuneAt(value, i + 1, out var rune) ? rune.ToString() : "";
                    fault = "invalid field selector: invalid escape sequence: \\" + protectedRune;
                    return null;
                case ',' or '=':
                    fault = string.Create(CultureInfo.InvariantCulture, $"invalid field selector: unescaped character in value: {(int)value[i]}");
                    return null;
                default:
                    text.Append(value[i]);
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>Adds the backslashes.</summary>
    public static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("=", "\\=", StringComparison.Ordinal);
}
