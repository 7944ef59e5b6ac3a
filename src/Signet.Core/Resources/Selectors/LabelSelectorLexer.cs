namespace Signet.Core.Resources.Selectors;

/// <summary>Splits the text of a label selector into tokens (apimachinery, <c>pkg/labels/selector.go</c> Lexer).</summary>
internal static class LabelSelectorLexer
{
    private const string Special = "=!(),><";

    /// <summary>All tokens with their texts; the last one is the end.</summary>
    public static List<(LabelToken Token, string Text)> Read(string text)
    {
        var tokens = new List<(LabelToken, string)>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && text[at] is ' ' or '\t' or '\r' or '\n')
            {
                at++;
            }

            if (at == text.Length)
            {
                tokens.Add((LabelToken.End, ""));
                return tokens;
            }

            tokens.Add(Special.Contains(text[at], StringComparison.Ordinal) ? ReadSymbol(text, ref at) : ReadWord(text, ref at));
        }
    }

    private static (LabelToken Token, string Text) ReadWord(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] is not (' ' or '\t' or '\r' or '\n') && !Special.Contains(text[at], StringComparison.Ordinal))
        {
            at++;
        }

        var word = text[start..at];
        return (word switch { "in" => LabelToken.In, "notin" => LabelToken.NotIn, _ => LabelToken.Identifier }, word);
    }

    /// <summary>The longest symbol at the position.</summary>
    private static (LabelToken Token, string Text) ReadSymbol(string text, ref int at)
    {
        var isPair = text[at] is '=' or '!' && at + 1 < text.Length && text[at + 1] == '=';
        var symbol = text.Substring(at, isPair ? 2 : 1);
        at += symbol.Length;
        return (symbol switch
        {
            "==" => LabelToken.DoubleEqual,
            "!=" => LabelToken.NotEqual,
            "=" => LabelToken.Equal,
            "!" => LabelToken.Not,
            "(" => LabelToken.Open,
            ")" => LabelToken.Close,
            "," => LabelToken.Comma,
            ">" => LabelToken.Greater,
            _ => LabelToken.Less,
        }, symbol);
    }
}
