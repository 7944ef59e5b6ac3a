using System.Security.Cryptography;
using Signet.Core.Primitives;

namespace Signet.Core.Signing;

/// <summary>A public key that verifies tokens. Safe for concurrent use.</summary>
internal sealed class VerificationKey
{
    private readonly KeyPool<RSA>? _rsa;
    private readonly KeyPool<ECDsa>? _ecdsa;

    private VerificationKey(byte[] subjectPublicKeyInfo, JwtAlgorithm algorithm)
    {
        SubjectPublicKeyInfo = subjectPublicKeyInfo;
        Algorithm = algorithm;
        DefaultKeyId = Base64UrlText.Encode(SHA256.HashData(subjectPublicKeyInfo));
    }

    private VerificationKey(byte[] subjectPublicKeyInfo, RSAParameters parameters)
        : this(subjectPublicKeyInfo, JwtAlgorithm.RS256)
    {
        Rsa = parameters;
        _rsa = new KeyPool<RSA>(() => RSA.Create(parameters));
    }

    private VerificationKey(byte[] subjectPublicKeyInfo, JwtAlgorithm algorithm, ECParameters parameters)
        : this(subjectPublicKeyInfo, algorithm)
    {
        Point = parameters.Q;
        _ecdsa = new KeyPool<ECDsa>(() => ECDsa.Create(parameters));
    }

    /// <summary>
    /// The <c>kid</c> of a key without a given id: base64url of the SHA-256 of its SubjectPublicKeyInfo, as in Kubernetes
    /// (<c>pkg/serviceaccount/jwt.go</c>).
    /// </summary>
    public string DefaultKeyId { get; }

    /// <summary>The algorithm that Signet uses the key with.</summary>
    public JwtAlgorithm Algorithm { get; }

    /// <summary>The key as DER (RFC 5280).</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>The modulus and exponent of an RSA key.</summary>
    public RSAParameters Rsa { get; }

    /// <summary>The point of an EC key.</summary>
    public ECPoint Point { get; }

    /// <summary>The public key of an RSA key.</summary>
    public static VerificationKey From(RSA key) => new(key.ExportSubjectPublicKeyInfo(), key.ExportParameters(false));

    /// <summary>The public key of an EC key; null if its curve is not supported.</summary>
    public static VerificationKey? From(ECDsa key)
    {
        var parameters = key.ExportParameters(false);
        var algorithm = JwtAlgorithm.ForCurve(parameters.Curve.Oid.Value ?? "");
        return algorithm is null ? null : new VerificationKey(key.ExportSubjectPublicKeyInfo(), algorithm, parameters);
    }

    /// <summary>A public key of a supported kind (SubjectPublicKeyInfo, DER; RFC 5280).</summary>
    /// <exception cref="CryptographicException">It is none.</exception>
    public static VerificationKey FromSubjectPublicKeyInfo(ReadOnlySpan<byte> der)
    {
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(der, out _);
            return From(rsa);
        }
        catch (CryptographicException)
        {
            using var elliptic = ECDsa.Create();
            elliptic.ImportSubjectPublicKeyInfo(der, out _);
            return From(elliptic) ?? throw new CryptographicException("the curve of the key is not supported");
        }
    }

    /// <summary>Whether both are the same public key.</summary>
    public bool HasSamePublicKey(VerificationKey other) =>
        ReferenceEquals(this, other) || SubjectPublicKeyInfo.Span.SequenceEqual(other.SubjectPublicKeyInfo.Span);

    /// <summary>Verifies a signature (for ECDSA R‖S) with <see cref="Algorithm"/>.</summary>
    public bool Verify(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature) => Verify(Algorithm, signingInput, signature);

    /// <summary>Verifies a signature with an accepted algorithm; false for an algorithm of another type of key, or of another curve.</summary>
    public bool Verify(JwtAlgorithm algorithm, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        if (_rsa is { } rsaPool)
        {
            if (algorithm.IsEllipticCurve)
            {
                return false;
            }

            using var rsa = rsaPool.Rent();
            var isValid = rsa.Key.VerifyData(signingInput, signature, algorithm.Hash, algorithm.RsaPadding);
            rsa.Keep();
            return isValid;
        }

        if (algorithm != Algorithm || signature.Length != 2 * Algorithm.FieldBytes)
        {
            return false;
        }

        using var ecdsa = _ecdsa!.Rent();
        var isVerified = ecdsa.Key.VerifyData(signingInput, signature, Algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        ecdsa.Keep();
        return isVerified;
    }
}
