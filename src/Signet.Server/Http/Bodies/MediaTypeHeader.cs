namespace Signet.Server.Http.Bodies;

/// <summary>
/// Reads a Content-Type header as Go does (RFC 1521 and RFC 2045; <c>mime.ParseMediaType</c>): type and subtype ignore case, and
/// a header with malformed parameters, or with one parameter in two values, has no media type.
/// </summary>
internal static class MediaTypeHeader
{
    /// <summary>Type and subtype in lower case, or null when the header is malformed.</summary>
    public static string? Read(string header)
    {
        var semicolon = header.IndexOf(';', StringComparison.Ordinal);
        var mediaType = (semicolon < 0 ? header : header[..semicolon]).Trim().ToLowerInvariant();
        return IsMediaType(mediaType) && (semicolon < 0 || AreParameters(header.AsSpan(semicolon))) ? mediaType : null;
    }

    private static bool IsMediaType(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        return slash < 0 ? text.Length > 0 && TokenLength(text) == text.Length
            : slash > 0 && TokenLength(text) == slash && slash + 1 < text.Length && TokenLength(text[(slash + 1)..]) == text.Length - slash - 1;
    }

    private static bool AreParameters(ReadOnlySpan<char> rest)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (!rest.TrimStart().IsEmpty)
        {
            if (!TryReadParameter(ref rest, out var name, out var value))
            {
                // A trailing semicolon is accepted.
                return rest.Trim() is ";";
            }

            if (!seen.TryAdd(name, value) && seen[name] != value)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadParameter(ref ReadOnlySpan<char> rest, out string name, out string value)
    {
        (name, value) = ("", "");
        var text = rest.TrimStart();
        if (!text.StartsWith(';'))
        {
            return false;
        }

        text = text[1..].TrimStart();
        var length = TokenLength(text);
        name = text[..length].ToString();
        text = text[length..].TrimStart();
        if (length == 0 || !text.StartsWith('='))
        {
            return false;
        }

        text = text[1..].TrimStart();
        if (text.StartsWith('"'))
        {
            if (!TryReadQuoted(ref text, out value))
            {
                return false;
            }
        }
        else
        {
            length = TokenLength(text);
            if (length == 0)
            {
                return false;
            }

            value = text[..length].ToString();
            text = text[length..];
        }

        rest = text;
        return true;
    }

    private static bool TryReadQuoted(ref ReadOnlySpan<char> text, out string value)
    {
        var unquoted = new System.Text.StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                value = unquoted.ToString();
                text = text[(i + 1)..];
                return true;
            }

            if (text[i] == '\\' && i + 1 < text.Length && !IsTokenLetter(text[i + 1]) && text[i + 1] > ' ')
            {
                i++;
            }

            unquoted.Append(text[i]);
        }

        value = "";
        return false;
    }

    private static int TokenLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && IsTokenLetter(text[length]))
        {
            length++;
        }

        return length;
    }

    /// <summary>Printable ASCII without the separators of RFC 2045.</summary>
    private static bool IsTokenLetter(char letter) => letter is > ' ' and < '\x7f' && !"()<>@,;:\\\"/[]?=".Contains(letter, StringComparison.Ordinal);
}
