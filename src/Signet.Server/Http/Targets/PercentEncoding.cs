using System.Text;

namespace Signet.Server.Http.Targets;

/// <summary>Percent-encoding (RFC 3986, section 2.1).</summary>
internal static class PercentEncoding
{
    /// <summary>Decodes; false when a percent sign is not followed by two hexadecimal digits. Bytes that are not UTF-8 become U+FFFD.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, bool plusIsBlank, out string decoded)
    {
        if (!text.Contains('%') && !(plusIsBlank && text.Contains('+')))
        {
            decoded = text.ToString();
            return true;
        }

        decoded = "";
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var count = 0;
        while (!text.IsEmpty)
        {
            if (text[0] != '%')
            {
                var plain = text.IndexOf('%');
                plain = plain < 0 ? text.Length : plain;
                var written = bytes.AsSpan(count, Encoding.UTF8.GetBytes(text[..plain], bytes.AsSpan(count)));
                if (plusIsBlank)
                {
                    written.Replace((byte)'+', (byte)' ');
                }

                count += written.Length;
                text = text[plain..];
                continue;
            }

            if (text.Length < 3 || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2]))
            {
                return false;
            }

            Convert.FromHexString(text[1..3], bytes.AsSpan(count++), out _, out _);
            text = text[3..];
        }

        decoded = Encoding.UTF8.GetString(bytes, 0, count);
        return true;
    }
}
