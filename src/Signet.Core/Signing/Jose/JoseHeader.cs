using Signet.Core.Primitives;

namespace Signet.Core.Signing.Jose;

/// <summary>The header of a JWT (RFC 7515, section 4), as far as it matters here.</summary>
/// <param name="Algorithm"><c>alg</c>.</param>
/// <param name="KeyId"><c>kid</c>, or empty.</param>
internal readonly record struct JoseHeader(string Algorithm, string KeyId)
{
    /// <summary>Reads base64url text; null for what is not a header that can be accepted.</summary>
    public static JoseHeader? TryReadEncoded(ReadOnlySpan<byte> text)
    {
        var json = new byte[Base64UrlText.MaxDecodedLength(text.Length)];
        return Base64UrlText.TryDecode(text, json, out var length) ? TryRead(json.AsSpan(0, length)) : null;
    }

    /// <summary>Reads JSON. Null when it has an extension that must be understood (<c>crit</c>), a member twice, or no <c>alg</c>.</summary>
    public static JoseHeader? TryRead(ReadOnlySpan<byte> json)
    {
        string algorithm = "", keyId = "";
        var reader = new StrictJson(json);
        if (!reader.TryStartObject())
        {
            return null;
        }

        bool hasAlgorithm = false, hasKeyId = false;
        while (reader.TryNextMember())
        {
            if (reader.NameIs("alg"u8))
            {
                if (hasAlgorithm || !reader.TryReadString(out algorithm))
                {
                    return null;
                }

                hasAlgorithm = true;
            }
            else if (reader.NameIs("kid"u8))
            {
                if (hasKeyId || !reader.TryReadString(out keyId))
                {
                    return null;
                }

                hasKeyId = true;
            }
            else if (reader.NameIs("crit"u8) || reader.NameIs("b64"u8) || !reader.TrySkip())
            {
                return null;
            }
        }

        return hasAlgorithm && reader.IsAtEnd ? new JoseHeader(algorithm, keyId) : null;
    }
}
