using System.Text.Json;
using Signet.Core.Signing.Jose;

namespace Signet.Core.Tokens.Claims;

/// <summary>Reads the payload of a token; null if it is not a valid payload.</summary>
internal static class ClaimsReader
{
    /// <summary>Reads only <c>iss</c>; null if there is none.</summary>
    public static string? TryReadIssuer(ReadOnlySpan<byte> payload)
    {
        var reader = new StrictJson(payload);
        string? issuer = null;
        if (!reader.TryStartObject())
        {
            return null;
        }

        while (reader.TryNextMember())
        {
            if (!reader.NameIs("iss"u8))
            {
                if (!reader.TrySkip())
                {
                    return null;
                }
            }
            else if (issuer is not null || !reader.TryReadString(out issuer))
            {
                return null;
            }
        }

        return reader.IsAtEnd ? issuer : null;
    }

    /// <summary>Reads audiences and times of a token of any issuer (RFC 7519, section 4.1); null if one of them is malformed.</summary>
    public static TimedClaims? TryReadTimes(ReadOnlySpan<byte> payload)
    {
        var reader = new StrictJson(payload);
        IReadOnlyList<string>? audiences = null;
        long? expires = null, notBefore = null;
        if (!reader.TryStartObject())
        {
            return null;
        }

        while (reader.TryNextMember())
        {
            var isValid = reader.NameIs("aud"u8) ? audiences is null && TryReadAudiences(ref reader, out audiences)
                : reader.NameIs("exp"u8) ? TryReadTime(ref reader, ref expires)
                : reader.NameIs("nbf"u8) ? TryReadTime(ref reader, ref notBefore)
                : reader.TrySkip();
            if (!isValid)
            {
                return null;
            }
        }

        return reader.IsAtEnd ? new TimedClaims(audiences ?? [], notBefore ?? 0, expires ?? 0) : null;
    }

    /// <summary>Reads all claims. An absent claim is empty or 0; the verifier checks for required ones.</summary>
    public static TokenClaims? TryRead(ReadOnlySpan<byte> payload)
    {
        var reader = new StrictJson(payload);
        var found = new ClaimsBuilder();
        if (!reader.TryStartObject())
        {
            return null;
        }

        while (reader.TryNextMember())
        {
            if (!TryReadMember(ref reader, ref found))
            {
                return null;
            }
        }

        return reader.IsAtEnd ? found.ToClaims() : null;
    }

    private static bool TryReadMember(ref StrictJson reader, ref ClaimsBuilder found)
    {
        if (reader.NameIs("iss"u8))
        {
            return found.Issuer is null && reader.TryReadString(out found.Issuer);
        }

        if (reader.NameIs("sub"u8))
        {
            return found.Subject is null && reader.TryReadString(out found.Subject);
        }

        if (reader.NameIs("jti"u8))
        {
            return found.Id is null && reader.TryReadString(out found.Id);
        }

        if (reader.NameIs("aud"u8))
        {
            return found.Audiences is null && TryReadAudiences(ref reader, out found.Audiences);
        }

        if (reader.NameIs("exp"u8))
        {
            return TryReadTime(ref reader, ref found.ExpiresAt);
        }

        if (reader.NameIs("nbf"u8))
        {
            return TryReadTime(ref reader, ref found.NotBefore);
        }

        if (reader.NameIs("iat"u8))
        {
            return TryReadTime(ref reader, ref found.IssuedAt);
        }

        return reader.NameIs("kubernetes.io"u8) ? TryReadPrivate(ref reader, ref found) : reader.TrySkip();
    }

    private static bool TryReadPrivate(ref StrictJson reader, ref ClaimsBuilder found)
    {
        if (found.HasPrivate || !reader.TryStartObject())
        {
            return false;
        }

        found.HasPrivate = true;
        while (reader.TryNextMember())
        {
            var isValid = reader.NameIs("namespace"u8) ? found.Namespace is null && reader.TryReadString(out found.Namespace)
                : reader.NameIs("serviceaccount"u8) ? found.ServiceAccount is null && TryReadObject(ref reader, out found.ServiceAccount)
                : reader.NameIs("pod"u8) ? found.Pod is null && TryReadObject(ref reader, out found.Pod)
                : reader.NameIs("secret"u8) ? found.Secret is null && TryReadObject(ref reader, out found.Secret)
                : reader.NameIs("node"u8) ? found.Node is null && TryReadObject(ref reader, out found.Node)
                : reader.NameIs("warnafter"u8) ? TryReadTime(ref reader, ref found.WarnAfter)
                : reader.TrySkip();
            if (!isValid)
            {
                return false;
            }
        }

        return reader.Token == JsonTokenType.EndObject;
    }

    private static bool TryReadObject(ref StrictJson reader, out ObjectClaim? claim)
    {
        claim = null;
        string? name = null, uid = null;
        if (!reader.TryStartObject())
        {
            return false;
        }

        while (reader.TryNextMember())
        {
            var isValid = reader.NameIs("name"u8) ? name is null && reader.TryReadString(out name)
                : reader.NameIs("uid"u8) ? uid is null && reader.TryReadString(out uid)
                : reader.TrySkip();
            if (!isValid)
            {
                return false;
            }
        }

        claim = new ObjectClaim(name ?? "", uid ?? "");
        return reader.Token == JsonTokenType.EndObject;
    }

    /// <summary>An array of strings, or a string (RFC 7519, section 4.1.3).</summary>
    private static bool TryReadAudiences(ref StrictJson reader, out IReadOnlyList<string>? audiences)
    {
        audiences = null;
        if (!reader.TryRead())
        {
            return false;
        }

        if (reader.Token == JsonTokenType.String)
        {
            var isString = reader.TryGetString(out var only);
            audiences = [only];
            return isString;
        }

        var list = new List<string>();
        if (reader.Token != JsonTokenType.StartArray)
        {
            return false;
        }

        while (reader.TryRead() && reader.Token != JsonTokenType.EndArray)
        {
            if (!reader.TryGetString(out var audience))
            {
                return false;
            }

            list.Add(audience);
        }

        audiences = list;
        return reader.Token == JsonTokenType.EndArray;
    }

    private static bool TryReadTime(ref StrictJson reader, ref long? time)
    {
        if (time is not null || !reader.TryReadTime(out var seconds))
        {
            return false;
        }

        time = seconds;
        return true;
    }
}
