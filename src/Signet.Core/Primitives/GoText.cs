using System.Globalization;
using System.Text;

namespace Signet.Core.Primitives;

/// <summary>Formats values in messages as Go does, because clients and scripts compare those messages.</summary>
internal static class GoText
{
    /// <summary>
    /// Quotes a string with Go's escapes (the <c>%q</c> verb; Go's <c>strconv.Quote</c>): <c>\a \b \f \n \r \t \v</c>,
    /// <c>\xNN</c> for other control characters below U+0080, <c>\uNNNN</c> for other characters that are not printable.
    /// </summary>
    public static string Quote(string value)
    {
        var text = new StringBuilder(value.Length + 2);
        text.Append('"');
        foreach (var rune in value.EnumerateRunes())
        {
            Append(text, rune);
        }

        return text.Append('"').ToString();
    }

    /// <summary>Quotes a list of strings as Go's <c>%q</c> does: <c>["a" "b"]</c>.</summary>
    public static string QuoteList(IReadOnlyList<string> values)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < values.Count; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(Quote(values[i]));
        }

        return text.Append(']').ToString();
    }

    private static void Append(StringBuilder text, Rune rune)
    {
        var named = rune.Value switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\a' => "\\a",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\v' => "\\v",
            _ => null,
        };
        if (named is not null)
        {
            text.Append(named);
        }
        else if (rune.Value is < ' ' or 0x7f)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
        }
        else if (IsPrintable(rune))
        {
            text.Append(rune.ToString());
        }
        else if (rune.Value < 0x10000)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        }
    }

    /// <summary>Whether Go treats a character as printable (<c>unicode.IsPrint</c>). The only printable space is U+0020.</summary>
    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or
        UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or
        UnicodeCategory.SpaceSeparator);
}
