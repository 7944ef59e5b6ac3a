using System.Globalization;
using System.Text;

namespace Signet.Core.Resources.Selectors;

/// <summary>How field selectors are written: terms between commas; in values a backslash protects <c>\ , =</c> (apimachinery, <c>pkg/fields/selector.go</c>).</summary>
internal static class FieldSelectorText
{
    /// <summary>Cuts a selector at the commas that no backslash protects.</summary>
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

    /// <summary>Cuts a term at its first operator: <c>!=</c>, <c>==</c> or <c>=</c>.</summary>
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

    /// <summary>Takes the backslashes away; null with a fault when one protects nothing, or something is not protected.</summary>
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

    /// <summary>Puts the backslashes in.</summary>
    public static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("=", "\\=", StringComparison.Ordinal);
}
