using System.Text;
using System.Text.RegularExpressions;

namespace Signet.Cli.Shell.Man;

/// <summary>Writes a page with the macros of man(7), which groff and mandoc render.</summary>
internal sealed partial class RoffWriter
{
    private const int MaxLineLength = 78;

    /// <summary>Words that are longer may be broken behind a slash or another separator: a line of a page has about 60 letters.</summary>
    private const int MaxWordLength = 24;
    private readonly StringBuilder _page = new();

    /// <summary>The page.</summary>
    public override string ToString() => _page.ToString();

    /// <summary>Begins a page.</summary>
    public RoffWriter Title(string name, string section, string date, string source)
    {
        _page.Append(".TH ").AppendJoin(' ', [Argument(name), section, $"\"{date}\"", Argument(source)]).Append('\n');

        // Words are not hyphenated and lines not justified: names stay as they are typed.
        _page.Append(".nh\n.ad l\n");
        return this;
    }

    /// <summary>Begins a section.</summary>
    public RoffWriter Section(string heading)
    {
        _page.Append(".SH ").Append(Argument(heading)).Append('\n');
        return this;
    }

    /// <summary>Begins a paragraph.</summary>
    public RoffWriter Paragraph()
    {
        _page.Append(".PP\n");
        return this;
    }

    /// <summary>Begins an entry with a hanging indent: its heading, then the text.</summary>
    public RoffWriter Entry(IEnumerable<(string Text, bool IsBold)> heading)
    {
        _page.Append(".TP\n");
        return Fonts(heading);
    }

    /// <summary>A line in bold and italic type.</summary>
    public RoffWriter Fonts(IEnumerable<(string Text, bool IsBold)> parts)
    {
        _page.AppendJoin("", parts.Select(part => part.Text.Length == 0 ? "" : $"{(part.IsBold ? "\\fB" : "\\fI")}{Escape(part.Text)}\\fR")).Append('\n');
        return this;
    }

    /// <summary>Text. Its line feeds are paragraphs.</summary>
    public RoffWriter Text(string text)
    {
        foreach (var (paragraph, index) in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((paragraph, index) => (paragraph, index)))
        {
            if (index > 0)
            {
                Paragraph();
            }

            Wrap(paragraph);
        }

        return this;
    }

    /// <summary>Text for roff: what has a meaning to it, or would be rendered as another character, is escaped.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '\\' => "\\e",
                '-' => "\\-",
                '\'' => "\\(aq",
                '"' => "\\(dq",
                '`' => "\\(ga",
                '^' => "\\(ha",
                '~' => "\\(ti",
                > 126 => $"\\[u{rune.Value:X4}]",
                _ => rune.ToString(),
            });
        }

        // At the beginning of a line a dot begins a request; so does ', which is escaped above.
        return text.StartsWith('.') ? $"\\&{escaped}" : escaped.ToString();
    }

    private static string Argument(string text) => $"\"{Escape(text)}\"";

    private void Wrap(string paragraph)
    {
        var length = 0;
        foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (length > 0 && length + 1 + Escape(word).Length > MaxLineLength)
            {
                _page.Append('\n');
                length = 0;
            }

            var breakable = word.Length > MaxWordLength ? Separators().Replace(Escape(word), "$0\\:") : Escape(word);
            var escaped = length == 0 ? breakable : $" {breakable}";
            _page.Append(escaped);
            length += escaped.Length;
        }

        _page.Append('\n');
    }

    [GeneratedRegex("[/;?&=,](?=.)")]
    private static partial Regex Separators();
}
