using System.Formats.Asn1;
using System.Numerics;
using Signet.Core.Signing;

namespace Signet.Signing.Local;

/// <summary>
/// Checks that the numbers of an RSA private key belong together (RFC 8017, section 3.2). A cryptographic library trusts them: with a damaged
/// prime it can compute without end, or return signatures that are wrong. The check runs on the encoded key, before a library gets it.
/// </summary>
internal static class RsaPrivateKeyCheck
{
    private const string RsaEncryption = "1.2.840.113549.1.1.1";

    /// <summary>
    /// Finds the first error of a private key in PKCS#1. Null when its numbers are consistent, or when the encoding itself is invalid, which
    /// the import of the key reports. The text holds no part of the key.
    /// </summary>
    public static string? FindError(ReadOnlyMemory<byte> pkcs1)
    {
        try
        {
            var key = new AsnReader(pkcs1, AsnEncodingRules.BER).ReadSequence();
            return key.ReadInteger() == 0 ? FindError(ReadNumbers(key)) : "it has more than two primes, which is not supported";
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>The same for PKCS#8 (RFC 5208, section 5); null for a key of another algorithm.</summary>
    public static string? FindErrorInPkcs8(ReadOnlyMemory<byte> pkcs8)
    {
        try
        {
            var info = new AsnReader(pkcs8, AsnEncodingRules.BER).ReadSequence();
            info.ReadInteger();
            return info.ReadSequence().ReadObjectIdentifier() == RsaEncryption ? FindError(info.ReadOctetString()) : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static Numbers ReadNumbers(AsnReader key) => new(
        Modulus: key.ReadInteger(),
        PublicExponent: key.ReadInteger(),
        PrivateExponent: key.ReadInteger(),
        P: key.ReadInteger(),
        Q: key.ReadInteger(),
        ExponentP: key.ReadInteger(),
        ExponentQ: key.ReadInteger(),
        Coefficient: key.ReadInteger());

    private static string? FindError(Numbers key)
    {
        var (p, q) = (key.P, key.Q);

        // Bounds the time of what follows.
        if (key.All.Any(number => number.Sign <= 0 || number.GetBitLength() > RsaKeyWeakness.MaxBits))
        {
            return $"one of its numbers is not positive or has more than {RsaKeyWeakness.MaxBits} bits";
        }

        return p.IsOne || q.IsOne || p * q != key.Modulus ? "the product of its primes is not its modulus"
            : !(key.PublicExponent * key.PrivateExponent % (p - 1)).IsOne || !(key.PublicExponent * key.PrivateExponent % (q - 1)).IsOne
                ? "its private exponent does not belong to its public exponent and primes"
            : key.ExponentP != key.PrivateExponent % (p - 1) || key.ExponentQ != key.PrivateExponent % (q - 1)
                ? "an exponent of one of its primes does not belong to its private exponent"
            : !(key.Coefficient * q % p).IsOne ? "its coefficient is not the inverse of its second prime"
            : null;
    }

    private sealed record Numbers(
        BigInteger Modulus,
        BigInteger PublicExponent,
        BigInteger PrivateExponent,
        BigInteger P,
        BigInteger Q,
        BigInteger ExponentP,
        BigInteger ExponentQ,
        BigInteger Coefficient)
    {
        public IEnumerable<BigInteger> All => [Modulus, PublicExponent, PrivateExponent, P, Q, ExponentP, ExponentQ, Coefficient];
    }
}
