using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;

namespace Signet.Testing;

/// <summary>Another token issuer, which signs any claims with any algorithm.</summary>
internal sealed class PretendIssuer : IDisposable
{
    private readonly AsymmetricAlgorithm _key;

    private PretendIssuer(string keyId, string algorithm, AsymmetricAlgorithm key) => (KeyId, Algorithm, _key) = (keyId, algorithm, key);

    /// <summary><c>kid</c>.</summary>
    public string KeyId { get; }

    /// <summary><c>alg</c>.</summary>
    public string Algorithm { get; }

    /// <summary>Creates an issuer with a new key.</summary>
    public static PretendIssuer Create(string keyId, string algorithm) => new(keyId, algorithm, algorithm switch
    {
        "ES256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        "ES384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        "ES512" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        _ => RSA.Create(2048),
    });

    /// <summary>The JWKS with the keys of several issuers.</summary>
    public static string KeySet(params PretendIssuer[] issuers) =>
        new JsonObject { ["keys"] = new JsonArray([.. issuers.Select(issuer => (JsonNode)issuer.PublicKey(withAlgorithm: true))]) }.ToJsonString();

    public JsonObject PublicKey(bool withAlgorithm)
    {
        var jwk = new JsonObject { ["kid"] = KeyId, ["use"] = "sig" };
        if (withAlgorithm)
        {
            jwk["alg"] = Algorithm;
        }

        if (_key is RSA rsa)
        {
            var parameters = rsa.ExportParameters(false);
            jwk["kty"] = "RSA";
            jwk["n"] = Base64UrlText.Encode(parameters.Modulus);
            jwk["e"] = Base64UrlText.Encode(parameters.Exponent);
        }
        else
        {
            var parameters = ((ECDsa)_key).ExportParameters(false);
            jwk["kty"] = "EC";
            jwk["crv"] = Algorithm switch { "ES256" => "P-256", "ES384" => "P-384", _ => "P-521" };
            jwk["x"] = Base64UrlText.Encode(parameters.Q.X);
            jwk["y"] = Base64UrlText.Encode(parameters.Q.Y);
        }

        return jwk;
    }

    public string Sign(string claims, string? algorithm = null, string? keyId = null)
    {
        var header = new JsonObject { ["alg"] = algorithm ?? Algorithm };
        if ((keyId ?? KeyId).Length > 0)
        {
            header["kid"] = keyId ?? KeyId;
        }

        var input = $"{Encode(header.ToJsonString())}.{Encode(claims)}";
        return $"{input}.{Base64UrlText.Encode(Signature(System.Text.Encoding.ASCII.GetBytes(input), algorithm ?? Algorithm))}";
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static string Encode(string text) => Base64UrlText.Encode(System.Text.Encoding.UTF8.GetBytes(text));

    private byte[] Signature(byte[] input, string algorithm)
    {
        var hash = algorithm[2..] switch { "384" => HashAlgorithmName.SHA384, "512" => HashAlgorithmName.SHA512, _ => HashAlgorithmName.SHA256 };
        return _key is RSA rsa
            ? rsa.SignData(input, hash, algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1)
            : ((ECDsa)_key).SignData(input, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
