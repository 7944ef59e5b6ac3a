using System.Buffers;
using System.Text.Encodings.Web;

namespace Signet.Core.Schema;

/// <summary>
/// Escapes strings as Go's encoder does (<c>encoding/json</c>, <c>appendString</c>), so that they have the same bytes: quotes and backslashes with
/// a backslash; control characters, <c>&lt; &gt; &amp;</c>, U+2028 and U+2029 as <c>\uXXXX</c> in lower case. Bytes must be valid UTF-8; an
/// unpaired surrogate becomes U+FFFD.
/// </summary>
internal sealed unsafe class GoJsonEncoder : JavaScriptEncoder
{
    private const int MaxEscapeLength = 6;
    private const string Escaped =
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\t\n\v\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\"\\<>&";

    /// <summary>The first byte of U+2028 and U+2029 in UTF-8; most characters with this first byte need no escape.</summary>
    private const byte SeparatorLead = 0xe2;

    private static readonly SearchValues<byte> MayNeedEscape = SearchValues.Create([.. System.Text.Encoding.ASCII.GetBytes(Escaped), SeparatorLead]);
    private static readonly SearchValues<char> EscapedAscii = SearchValues.Create(Escaped);
    private static readonly SearchValues<char> Separators = SearchValues.Create("\u2028\u2029");
    private static readonly SearchValues<char> Surrogates = SearchValues.Create([.. Enumerable.Range(0xd800, 0x800).Select(unit => (char)unit)]);

    /// <summary>The only instance; it has no state.</summary>
    public static GoJsonEncoder Instance { get; } = new();

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => MaxEscapeLength;

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) =>
        unicodeScalar is 0x2028 or 0x2029 || (unicodeScalar <= char.MaxValue && EscapedAscii.Contains((char)unicodeScalar));

    /// <inheritdoc/>
    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var characters = new ReadOnlySpan<char>(text, textLength);
        var first = characters.IndexOfAny(EscapedAscii);
        characters = first < 0 ? characters : characters[..first];

        // The base class decides whether the surrogate is paired.
        var other = characters.IndexOfAny(Separators);
        characters = other < 0 ? characters : characters[..other];
        var surrogate = characters.IndexOfAny(Surrogates);
        return surrogate >= 0 ? surrogate : other >= 0 ? other : first;
    }

    /// <inheritdoc/>
    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text)
    {
        var rest = utf8Text;
        while (rest.IndexOfAny(MayNeedEscape) is >= 0 and var at)
        {
            if (rest[at] != SeparatorLead || IsSeparator(rest[at..]))
            {
                return utf8Text.Length - rest.Length + at;
            }

            rest = rest[(at + 1)..];
        }

        return -1;
    }

    /// <inheritdoc/>
    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var target = new Span<char>(buffer, bufferLength);
        numberOfCharactersWritten = 0;
        if (ShortEscapeOf(unicodeScalar) is var escape and not '\0')
        {
            if (bufferLength < 2)
            {
                return false;
            }

            target[0] = '\\';
            target[1] = escape;
            numberOfCharactersWritten = 2;
            return true;
        }

        return target.TryWrite($"\\u{unicodeScalar:x4}", out numberOfCharactersWritten);
    }

    private static char ShortEscapeOf(int scalar) => scalar switch
    {
        '"' or '\\' => (char)scalar,
        '\b' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\f' => 'f',
        '\r' => 'r',
        _ => '\0',
    };

    private static bool IsSeparator(ReadOnlySpan<byte> utf8) => utf8.Length > 2 && utf8[1] == 0x80 && utf8[2] is 0xa8 or 0xa9;
}
