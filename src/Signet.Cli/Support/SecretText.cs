using System.Buffers;
using System.Text;

namespace Signet.Cli.Support;

/// <summary>Finds known secrets in a text: as they are, and in base64, base64url, hexadecimal and percent encoding.</summary>
internal sealed class SecretText
{
    private const int MinLength = 4;

    /// <summary>Shorter secrets, such as PINs, count only as whole words: they are in numbers, too.</summary>
    private const int MinUnboundedLength = 8;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _forms;
    private readonly SearchValues<string> _values;
    private readonly int[] _lengths;

    /// <param name="secrets">The secrets; those with fewer than four characters are ignored.</param>
    public SecretText(IEnumerable<string> secrets)
    {
        var forms = secrets.Where(secret => secret.Length >= MinLength).SelectMany(FormsOf).Where(form => form.Length >= MinLength)
            .ToHashSet(StringComparer.Ordinal);
        _forms = forms.GetAlternateLookup<ReadOnlySpan<char>>();
        _values = SearchValues.Create([.. forms], StringComparison.Ordinal);
        _lengths = [.. forms.Select(form => form.Length).Distinct().OrderDescending()];
    }

    /// <summary>The text with a mark in place of each secret.</summary>
    public string Replace(string text, string mark)
    {
        if (_lengths.Length == 0)
        {
            return text;
        }

        var (result, at) = (new StringBuilder(text.Length), 0);
        while (text.AsSpan(at).IndexOfAny(_values) is >= 0 and var next)
        {
            var found = at + next;
            var length = LengthAt(text, found);
            result.Append(text, at, next).Append(length > 0 ? mark : text[found].ToString());
            at = found + Math.Max(length, 1);
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>The forms in which a secret may stand.</summary>
    internal static IEnumerable<string> FormsOf(string secret)
    {
        yield return secret;
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return Convert.ToHexString(bytes);
        yield return Convert.ToHexStringLower(bytes);
        yield return Uri.EscapeDataString(secret);
        if (bytes.Length < MinUnboundedLength)
        {
            yield return Convert.ToBase64String(bytes);
            yield break;
        }

        // Within the base64 of something longer, at each of the three places in a group of bytes.
        for (var before = 0; before < 3; before++)
        {
            var whole = Convert.ToBase64String([.. new byte[before], .. bytes]);
            var (first, last) = ((before * 8 + 5) / 6, (before + bytes.Length) * 8 / 6);
            yield return whole[first..last];
            yield return whole[first..last].Replace('+', '-').Replace('/', '_');
        }
    }

    /// <summary>The length of the longest secret at a place; 0 when it is a short one within a word.</summary>
    private int LengthAt(string text, int at)
    {
        foreach (var length in _lengths)
        {
            if (at + length <= text.Length && _forms.Contains(text.AsSpan(at, length)) && (length >= MinUnboundedLength || IsWord(text, at, at + length)))
            {
                return length;
            }
        }

        return 0;
    }

    private static bool IsWord(string text, int start, int end) =>
        (start == 0 || !char.IsAsciiLetterOrDigit(text[start - 1])) && (end == text.Length || !char.IsAsciiLetterOrDigit(text[end]));
}
