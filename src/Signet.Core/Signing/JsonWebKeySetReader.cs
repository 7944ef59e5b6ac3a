using System.Security.Cryptography;
using System.Text.Json;
using Signet.Core.Primitives;

namespace Signet.Core.Signing;

/// <summary>
/// Reads a JWKS (RFC 7517) that somebody else publishes. A key that cannot be used here (another type, for encryption, too weak) is
/// left out, as the RFC asks for, so that an issuer can add what we do not know.
/// </summary>
public static class JsonWebKeySetReader
{
    private const int LeastRsaBits = 2048;
    private const int GreatestRsaBits = 16384;

    /// <summary>The keys that can be used; null when the document is no JWKS at all.</summary>
    public static IReadOnlyList<PublishedKey>? TryRead(ReadOnlyMemory<byte> json)
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
                if (element.ValueKind == JsonValueKind.Object && TryReadKey(element) is { } key)
                {
                    keys.Add(key);
                }
            }

            return keys;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A string with half a surrogate pair is found only when it is taken.
            return null;
        }
    }

    private static PublishedKey? TryReadKey(JsonElement element)
    {
        if (Text(element, "use") is not ("" or "sig"))
        {
            return null;
        }

        var name = Text(element, "alg");
        var algorithm = JwtAlgorithm.FindAccepted(name);
        if (name.Length > 0 && algorithm is null)
        {
            return null;
        }

        try
        {
            var key = Text(element, "kty") switch
            {
                "RSA" => ReadRsa(element),
                "EC" => ReadElliptic(element),
                _ => null,
            };
            var fits = key is not null && (algorithm is null || (key.Algorithm.IsEllipticCurve ? algorithm == key.Algorithm : !algorithm.IsEllipticCurve));
            return fits ? new PublishedKey(Text(element, "kid"), algorithm, key!) : null;
        }
        catch (CryptographicException)
        {
            // Numbers that are no key, or a point that is not on its curve.
            return null;
        }
    }

    private static VerificationKey? ReadRsa(JsonElement element)
    {
        if (Number(element, "n") is not { } modulus || Number(element, "e") is not { Length: <= 8 } exponent)
        {
            return null;
        }

        if (modulus.Length * 8 > GreatestRsaBits)
        {
            return null;
        }

        using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
        return rsa.KeySize >= LeastRsaBits ? VerificationKey.From(rsa) : null;
    }

    private static VerificationKey? ReadElliptic(JsonElement element)
    {
        var name = Text(element, "crv");
        foreach (var algorithm in JwtAlgorithm.All)
        {
            if (algorithm.IsEllipticCurve && algorithm.CurveName == name &&
                Number(element, "x") is { } x && Number(element, "y") is { } y && x.Length == algorithm.FieldBytes && y.Length == algorithm.FieldBytes)
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

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static byte[]? Number(JsonElement element, string name)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(Text(element, name));
        var value = new byte[Base64UrlText.MaximumDecodedLength(text.Length)];
        return text.Length > 0 && Base64UrlText.TryDecode(text, value, out var length) ? value[..length] : null;
    }
}
