using System.Text;

namespace Signet.Cli.Shell.Completion;

/// <summary>
/// A command line of bash up to the cursor. The words are read here, not taken from COMP_WORDS: bash splits those at each character of COMP_WORDBREAKS, such as
/// '=' and ':', and leaves the quotes in.
/// </summary>
internal sealed class BashLine
{
    /// <summary>The characters that bash takes as they are; all others of ASCII get a backslash.</summary>
    private const string Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%^";

    /// <summary>Of the characters that separate words for readline, those that belong to the word behind them (rl_special_prefixes of bash).</summary>
    private const string SpecialPrefixes = "$@";

    private readonly List<string> _words = [];
    private readonly StringBuilder _word = new();
    private readonly Func<string, string?> _variable;
    private bool _hasWord;

    private BashLine(Func<string, string?> variable) => _variable = variable;

    /// <summary>The words without their quotes, the program first; the last one is the one at the cursor, perhaps empty.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>The open quote at the cursor: ' or "; null when there is none.</summary>
    public char? Quote { get; private set; }

    /// <summary>The length of the part of the last word that readline keeps: it replaces the rest.</summary>
    public int Kept { get; private set; }

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line up to the cursor.</param>
    /// <param name="breaks">COMP_WORDBREAKS.</param>
    /// <param name="variable">Reads an environment variable, for words such as <c>$HOME/config</c>.</param>
    public static BashLine Read(string line, string breaks, Func<string, string?> variable)
    {
        var read = new BashLine(variable);
        for (var i = 0; i < line.Length; i++)
        {
            i = read.Quote is not null ? read.ReadQuoted(line, i) : read.ReadUnquoted(line, i, breaks);
        }

        read._words.Add(read._word.ToString());
        return read;
    }

    /// <summary>What readline puts in the place of the part that it replaces, for a value of the whole word.</summary>
    public string Replacement(string value)
    {
        var rest = value[Math.Min(Kept, value.Length)..];
        return Quote switch
        {
            '\'' => rest.Replace("'", "'\\''", StringComparison.Ordinal),
            '"' => Escape(rest, letter => "\"\\$`".Contains(letter, StringComparison.Ordinal)),
            _ => Escape(rest, letter => letter < 128 && !Plain.Contains(letter, StringComparison.Ordinal)),
        };
    }

    private static string Escape(string text, Func<char, bool> isSpecial) =>
        string.Concat(text.Select(letter => isSpecial(letter) ? $"\\{letter}" : letter.ToString()));

    private int ReadQuoted(string line, int at)
    {
        if (line[at] == Quote)
        {
            Quote = null;
        }
        else if (Quote == '"' && line[at] == '\\' && at + 1 < line.Length && "\"\\$`".Contains(line[at + 1], StringComparison.Ordinal))
        {
            _word.Append(line[++at]);
        }
        else
        {
            return Quote == '"' && line[at] == '$' ? ReadVariable(line, at) : Append(line[at], at);
        }

        return at;
    }

    private int ReadUnquoted(string line, int at, string breaks)
    {
        switch (line[at])
        {
            case ' ' or '\t' or '\n':
                EndWord();
                return at;
            case '\\':
                _hasWord = true;
                if (at + 1 < line.Length)
                {
                    _word.Append(line[++at]);
                }

                return at;
            case '\'' or '"':
                (Quote, _hasWord, Kept) = (line[at], true, _word.Length);
                return at;
            case '~' when _word.Length == 0 && !_hasWord && (at + 1 == line.Length || line[at + 1] is '/' or ' '):
                _hasWord = true;
                _word.Append(_variable("HOME") ?? "~");
                return at;
            case '$':
                return ReadVariable(line, at);
            default:
                at = Append(line[at], at);
                if (breaks.Contains(line[at], StringComparison.Ordinal))
                {
                    Kept = SpecialPrefixes.Contains(line[at], StringComparison.Ordinal) ? _word.Length - 1 : _word.Length;
                }

                return at;
        }
    }

    /// <summary>Replaces <c>$NAME</c> and <c>${NAME}</c> by the variable, if it is exported; nothing is executed.</summary>
    private int ReadVariable(string line, int at)
    {
        var (hasBrace, start) = at + 1 < line.Length && line[at + 1] == '{' ? (true, at + 2) : (false, at + 1);
        var end = start;
        while (end < line.Length && (char.IsAsciiLetterOrDigit(line[end]) || line[end] == '_'))
        {
            end++;
        }

        var isComplete = end > start && (!hasBrace || (end < line.Length && line[end] == '}'));
        if (!isComplete || _variable(line[start..end]) is not { } value)
        {
            return Append(line[at], at);
        }

        _hasWord = true;
        _word.Append(value);
        return hasBrace ? end : end - 1;
    }

    private int Append(char letter, int at)
    {
        _hasWord = true;
        _word.Append(letter);
        return at;
    }

    private void EndWord()
    {
        if (_hasWord)
        {
            _words.Add(_word.ToString());
        }

        _word.Clear();
        (_hasWord, Kept) = (false, 0);
    }
}
