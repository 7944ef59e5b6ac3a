using System.Security.Cryptography;

namespace Signet.Core.Signing;

/// <summary>
/// The algorithms (RFC 7518, section 3.1) that Signet signs with and accepts. For tokens of Signet the key determines the algorithm, not the header
/// of the token; an RSA key of another issuer may be used with several.
/// </summary>
public sealed record JwtAlgorithm
{
    private JwtAlgorithm()
    {
    }

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256; the only algorithm that Azure accepts.</summary>
    public static JwtAlgorithm RS256 { get; } = new() { Name = "RS256", Hash = HashAlgorithmName.SHA256 };

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-384; only for tokens of other issuers.</summary>
    public static JwtAlgorithm RS384 { get; } = new() { Name = "RS384", Hash = HashAlgorithmName.SHA384 };

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-512; only for tokens of other issuers.</summary>
    public static JwtAlgorithm RS512 { get; } = new() { Name = "RS512", Hash = HashAlgorithmName.SHA512 };

    /// <summary>RSASSA-PSS with SHA-256; only for tokens of other issuers.</summary>
    public static JwtAlgorithm PS256 { get; } = new() { Name = "PS256", Hash = HashAlgorithmName.SHA256, RsaPadding = RSASignaturePadding.Pss };

    /// <summary>RSASSA-PSS with SHA-384; only for tokens of other issuers.</summary>
    public static JwtAlgorithm PS384 { get; } = new() { Name = "PS384", Hash = HashAlgorithmName.SHA384, RsaPadding = RSASignaturePadding.Pss };

    /// <summary>RSASSA-PSS with SHA-512; only for tokens of other issuers.</summary>
    public static JwtAlgorithm PS512 { get; } = new() { Name = "PS512", Hash = HashAlgorithmName.SHA512, RsaPadding = RSASignaturePadding.Pss };

    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    public static JwtAlgorithm ES256 { get; } = new()
    {
        Name = "ES256",
        Hash = HashAlgorithmName.SHA256,
        CurveOid = "1.2.840.10045.3.1.7",
        CurveName = "P-256",
        FieldBytes = 32,
    };

    /// <summary>ECDSA on P-384 with SHA-384.</summary>
    public static JwtAlgorithm ES384 { get; } = new()
    {
        Name = "ES384",
        Hash = HashAlgorithmName.SHA384,
        CurveOid = "1.3.132.0.34",
        CurveName = "P-384",
        FieldBytes = 48,
    };

    /// <summary>ECDSA on P-521 with SHA-512.</summary>
    public static JwtAlgorithm ES512 { get; } = new()
    {
        Name = "ES512",
        Hash = HashAlgorithmName.SHA512,
        CurveOid = "1.3.132.0.35",
        CurveName = "P-521",
        FieldBytes = 66,
    };

    /// <summary>The algorithms that Signet signs with.</summary>
    public static IReadOnlyList<JwtAlgorithm> All { get; } = [RS256, ES256, ES384, ES512];

    /// <summary>The algorithms that other issuers may sign with: all asymmetric ones (as in Kubernetes' <c>AllValidSigningAlgorithms</c>).</summary>
    public static IReadOnlyList<JwtAlgorithm> Accepted { get; } = [.. All, RS384, RS512, PS256, PS384, PS512];

    /// <summary>The name in a header's <c>alg</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The hash algorithm.</summary>
    public required HashAlgorithmName Hash { get; init; }

    /// <summary>The padding for RSA.</summary>
    public RSASignaturePadding RsaPadding { get; init; } = RSASignaturePadding.Pkcs1;

    /// <summary>The object identifier of the curve for ECDSA, else empty.</summary>
    public string CurveOid { get; init; } = "";

    /// <summary>The name of the curve in a JWK (<c>crv</c>) for ECDSA, else empty.</summary>
    public string CurveName { get; init; } = "";

    /// <summary>The length of a coordinate in bytes for ECDSA, half the length of a signature; 0 for RSA.</summary>
    public int FieldBytes { get; init; }

    /// <summary>Whether the algorithm is ECDSA; otherwise it is RSA.</summary>
    public bool IsEllipticCurve => FieldBytes > 0;

    /// <summary>Finds an algorithm that Signet signs with by name; null if there is none.</summary>
    public static JwtAlgorithm? Find(string name) => Find(All, name);

    /// <summary>Finds an algorithm that other issuers may use by name; null if there is none.</summary>
    public static JwtAlgorithm? FindAccepted(string name) => Find(Accepted, name);

    /// <summary>The algorithm of a curve; null if the curve is not supported.</summary>
    public static JwtAlgorithm? ForCurve(string oid)
    {
        foreach (var algorithm in All)
        {
            if (algorithm.CurveOid.Length > 0 && algorithm.CurveOid == oid)
            {
                return algorithm;
            }
        }

        return null;
    }

    private static JwtAlgorithm? Find(IReadOnlyList<JwtAlgorithm> algorithms, string name)
    {
        foreach (var algorithm in algorithms)
        {
            if (algorithm.Name == name)
            {
                return algorithm;
            }
        }

        return null;
    }
}
