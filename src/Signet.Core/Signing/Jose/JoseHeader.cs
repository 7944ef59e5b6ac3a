using Signet.Core.Primitives;

namespace Signet.Core.Signing.Jose;

/// <summary>The members of a JOSE header (RFC 7515, section 4) that verification uses.</summary>
/// <param name="Algorithm"><c>alg</c>.</param>
/// <param name="KeyId"><c>kid</c>, or empty.</param>
internal readonly record struct JoseHeader(string Algorithm, string KeyId)
{
    /// <summary>Reads a header in base64url; null if it cannot be accepted.</summary>
    public static JoseHeader? TryReadEncoded(ReadOnlySpan<byte> text)
    {
        var json = new byte[Base64UrlText.MaxDecodedLength(text.Length)];
        return Base64UrlText.TryDecode(text, json, out var length) ? TryRead(json.AsSpan(0, length)) : null;
    }

    /// <summary>Reads a header in JSON. Null if it has critical extensions (<c>crit</c>, <c>b64</c>), a duplicate member, or no <c>alg</c>.</summary>
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
