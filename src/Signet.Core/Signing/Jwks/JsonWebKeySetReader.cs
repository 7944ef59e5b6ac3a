using System.Security.Cryptography;
using System.Text.Json;
using Signet.Core.Primitives;

namespace Signet.Core.Signing.Jwks;

/// <summary>
/// Reads a JWKS (RFC 7517) that another issuer publishes. A key that cannot be used (another type, not for verification, too weak) is ignored, as
/// the RFC requires, so that an issuer can add keys of types that are not known here.
/// </summary>
internal static class JsonWebKeySetReader
{
    /// <summary>The keys that can be used; null if the document is not a JWKS.</summary>
    /// <param name="json">The document.</param>
    /// <param name="unusable">Receives the other keys with the reason; null if they are not needed.</param>
    public static IReadOnlyList<PublishedKey>? TryRead(ReadOnlyMemory<byte> json, ICollection<UnusableKey>? unusable = null)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            if (document.RootElement.ValueKind != JsonValueKind.Object ||
                !document.RootElement.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            var keys = new List<PublishedKey>();
            foreach (var element in list.EnumerateArray())
            {
                if (TryReadKey(element, out var error) is { } key)
                {
                    keys.Add(key);
                }
                else
                {
                    unusable?.Add(new UnusableKey(element.ValueKind == JsonValueKind.Object ? StringOf(element, "kid") : "", error));
                }
            }

            return keys;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // An unpaired surrogate is found only when its string is read.
            return null;
        }
    }

    private static PublishedKey? TryReadKey(JsonElement element, out string error)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            error = "it is no JSON object";
            return null;
        }

        var name = StringOf(element, "alg");
        var algorithm = JwtAlgorithm.FindAccepted(name);
        error = FindUseError(element) ?? (name.Length > 0 && algorithm is null ? $"the algorithm {GoText.Quote(name)} is not accepted" : "");
        if (error.Length > 0)
        {
            return null;
        }

        try
        {
            var key = StringOf(element, "kty") switch
            {
                "RSA" => ReadRsa(element, ref error),
                "EC" => ReadElliptic(element),
                _ => null,
            };
            if (key is null)
            {
                error = error.Length > 0 ? error : "it is neither an RSA key nor one on P-256, P-384 or P-521, or its numbers cannot be read";
                return null;
            }

            var fits = algorithm is null || (key.Algorithm.IsEllipticCurve ? algorithm == key.Algorithm : !algorithm.IsEllipticCurve);
            error = fits ? "" : $"the algorithm {GoText.Quote(name)} is not one of such a key";
            return fits ? new PublishedKey(StringOf(element, "kid"), algorithm, key) : null;
        }
        catch (CryptographicException)
        {
            error = "its numbers are no key";
            return null;
        }
    }

    /// <summary>A key that declares its use (RFC 7517, sections 4.2 and 4.3) must be for verifying signatures.</summary>
    private static string? FindUseError(JsonElement element)
    {
        if (element.TryGetProperty("use", out var use) && (use.ValueKind != JsonValueKind.String || use.GetString() != "sig"))
        {
            return "its use is not sig";
        }

        if (!element.TryGetProperty("key_ops", out var operations))
        {
            return null;
        }

        if (operations.ValueKind == JsonValueKind.Array)
        {
            foreach (var operation in operations.EnumerateArray())
            {
                if (operation.ValueKind == JsonValueKind.String && operation.GetString() == "verify")
                {
                    return null;
                }
            }
        }

        return "its key_ops do not have verify";
    }

    private static VerificationKey? ReadRsa(JsonElement element, ref string error)
    {
        if (BytesOf(element, "n") is not { } modulus || BytesOf(element, "e") is not { Length: <= 8 } exponent)
        {
            return null;
        }

        if (modulus.Length * 8 > RsaKeyWeakness.MaxBits)
        {
            error = $"the RSA key has more than {RsaKeyWeakness.MaxBits} bits";
            return null;
        }

        using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
        if (RsaKeyWeakness.Find(rsa.KeySize, rsa.ExportParameters(false)) is { } weakness)
        {
            error = weakness;
            return null;
        }

        return VerificationKey.From(rsa);
    }

    private static VerificationKey? ReadElliptic(JsonElement element)
    {
        var name = StringOf(element, "crv");
        foreach (var algorithm in JwtAlgorithm.All)
        {
            if (algorithm.IsEllipticCurve && algorithm.CurveName == name &&
                BytesOf(element, "x") is { } x && BytesOf(element, "y") is { } y && x.Length == algorithm.FieldBytes && y.Length == algorithm.FieldBytes)
            {
                using var ecdsa = ECDsa.Create(new ECParameters
                {
                    Curve = ECCurve.CreateFromValue(algorithm.CurveOid),
                    Q = new ECPoint { X = x, Y = y },
                });
                return VerificationKey.From(ecdsa);
            }
        }

        return null;
    }

    private static string StringOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static byte[]? BytesOf(JsonElement element, string name)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(StringOf(element, name));
        var value = new byte[Base64UrlText.MaxDecodedLength(text.Length)];
        return text.Length > 0 && Base64UrlText.TryDecode(text, value, out var length) ? value[..length] : null;
    }
}
