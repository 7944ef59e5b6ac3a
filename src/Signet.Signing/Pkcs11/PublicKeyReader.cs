using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Core.Signing;
using Signet.Signing.Pkcs11.Native;

namespace Signet.Signing.Pkcs11;

/// <summary>
/// Reads what a token knows of the public half of a private key: from the public key object and the certificate with the same CKA_ID (without one: the same
/// label), and for RSA from the private key object, whose modulus and public exponent are no secrets.
/// </summary>
internal static class PublicKeyReader
{
    /// <summary>The public keys that can belong to a private key, each read once. One that cannot be read is left out: another one may verify.</summary>
    public static IEnumerable<VerificationKey> ReadCandidates(IPkcs11Session session, nuint privateKey)
    {
        var same = SameAs(session, privateKey);
        var objects = same.Count == 0 ? [] : session.Find(Cryptoki.PublicKeyObject, same);
        var certificates = same.Count == 0 ? [] : session.Find(Cryptoki.CertificateObject, same);
        return objects.Append(privateKey).Select(handle => ReadKey(session, handle))
            .Concat(certificates.Select(handle => ReadCertificate(session, handle)))
            .OfType<VerificationKey>();
    }

    /// <summary>The algorithm of a private key; null if Signet does not sign with keys of its kind.</summary>
    public static JwtAlgorithm? AlgorithmOf(IPkcs11Session session, nuint privateKey) => ReadNumber(session, privateKey, Cryptoki.KeyTypeAttribute) switch
    {
        Cryptoki.RsaKey => JwtAlgorithm.RS256,
        Cryptoki.EllipticKey => CurveOf(session, privateKey),
        _ => null,
    };

    private static List<(nuint Type, byte[] Value)> SameAs(IPkcs11Session session, nuint privateKey) =>
        session.Read(privateKey, Cryptoki.IdAttribute) is { Length: > 0 } id ? [(Cryptoki.IdAttribute, id)]
        : session.Read(privateKey, Cryptoki.LabelAttribute) is { Length: > 0 } label ? [(Cryptoki.LabelAttribute, label)]
        : [];

    private static VerificationKey? ReadKey(IPkcs11Session session, nuint handle)
    {
        try
        {
            return ReadNumber(session, handle, Cryptoki.KeyTypeAttribute) switch
            {
                Cryptoki.RsaKey => ReadRsa(session, handle),
                Cryptoki.EllipticKey => ReadElliptic(session, handle),
                _ => null,
            };
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static VerificationKey? ReadRsa(IPkcs11Session session, nuint handle)
    {
        if (session.Read(handle, Cryptoki.ModulusAttribute) is not { Length: > 0 } modulus ||
            session.Read(handle, Cryptoki.PublicExponentAttribute) is not { Length: > 0 } exponent)
        {
            return null;
        }

        using var rsa = RSA.Create(new RSAParameters { Modulus = modulus.AsSpan().TrimStart((byte)0).ToArray(), Exponent = exponent });
        return VerificationKey.From(rsa);
    }

    private static VerificationKey? ReadElliptic(IPkcs11Session session, nuint handle)
    {
        if (CurveOf(session, handle) is not { } algorithm ||
            session.Read(handle, Cryptoki.PointAttribute) is not { } encoded || CoordinatesOf(encoded, algorithm.FieldBytes) is not { } point)
        {
            return null;
        }

        using var elliptic = ECDsa.Create(new ECParameters { Curve = ECCurve.CreateFromValue(algorithm.CurveOid), Q = point });
        return VerificationKey.From(elliptic);
    }

    private static VerificationKey? ReadCertificate(IPkcs11Session session, nuint handle)
    {
        if (session.Read(handle, Cryptoki.ValueAttribute) is not { Length: > 0 } der)
        {
            return null;
        }

        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            using var rsa = certificate.GetRSAPublicKey();
            if (rsa is not null)
            {
                return VerificationKey.From(rsa);
            }

            using var elliptic = certificate.GetECDsaPublicKey();
            return elliptic is null ? null : VerificationKey.From(elliptic);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static JwtAlgorithm? CurveOf(IPkcs11Session session, nuint handle)
    {
        if (session.Read(handle, Cryptoki.CurveAttribute) is not { } parameters)
        {
            return null;
        }

        try
        {
            return JwtAlgorithm.ForCurve(AsnDecoder.ReadObjectIdentifier(parameters, AsnEncodingRules.DER, out _));
        }
        catch (AsnContentException)
        {
            // Curves that are given by their numbers or as text.
            return null;
        }
    }

    /// <summary>The uncompressed point, in an OCTET STRING as the specification says, or without it as some tokens answer.</summary>
    private static ECPoint? CoordinatesOf(byte[] encoded, int fieldBytes)
    {
        const byte Uncompressed = 4;
        var point = encoded.AsSpan();
        var length = 1 + (2 * fieldBytes);
        if (point.Length > length)
        {
            if (!AsnDecoder.TryReadPrimitiveOctetString(point, AsnEncodingRules.BER, out var inner, out _))
            {
                return null;
            }

            point = encoded.AsSpan(encoded.Length - inner.Length);
        }

        return point.Length == length && point[0] == Uncompressed
            ? new ECPoint { X = point.Slice(1, fieldBytes).ToArray(), Y = point[(1 + fieldBytes)..].ToArray() }
            : null;
    }

    private static nuint? ReadNumber(IPkcs11Session session, nuint handle, nuint attribute) =>
        session.Read(handle, attribute) is { Length: > 0 } value ? Pkcs11Number.Read(value) : null;
}
