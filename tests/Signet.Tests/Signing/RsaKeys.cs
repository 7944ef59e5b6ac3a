using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Signet.Core.Primitives;

namespace Signet.Tests.Signing;

/// <summary>RSA keys that generators do not make: weak and damaged ones.</summary>
internal static class RsaKeys
{
    private static readonly int[] Primes = [.. Enumerable.Range(2, 700).Where(n => Enumerable.Range(2, n - 2).All(d => n % d != 0))];

    /// <summary>A modulus with the weakness of CVE-2017-15361: two factors k·M + (65537^a mod M), M the product of the first 126 primes.</summary>
    public static byte[] RocaModulus()
    {
        var product = Primes.Aggregate(BigInteger.One, (m, prime) => m * prime);
        return Number(Factor(product) * Factor(product));
    }

    /// <summary>A JWK.</summary>
    public static string Jwk(byte[] modulus, byte[]? exponent = null, string more = "") =>
        $$"""{"kty":"RSA","kid":"k","n":"{{Base64UrlText.Encode(modulus)}}","e":"{{Base64UrlText.Encode(exponent ?? [1, 0, 1])}}"{{more}}}""";

    /// <summary>A private key in PKCS#1 (<c>RSA PRIVATE KEY</c>) or PKCS#8 (<c>PRIVATE KEY</c>), with whatever numbers it has.</summary>
    public static string PrivatePem(RSAParameters key, string label, int version = 0)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(version);
            foreach (var number in (byte[]?[])[key.Modulus, key.Exponent, key.D, key.P, key.Q, key.DP, key.DQ, key.InverseQ])
            {
                writer.WriteInteger(Number(number));
            }
        }

        return PemEncoding.WriteString(label, label == "RSA PRIVATE KEY" ? writer.Encode() : Pkcs8(writer.Encode()));
    }

    /// <summary>A key whose numbers are consistent, made of the second prime and of a number that is not prime.</summary>
    public static RSAParameters WithCompositeFactor(RSAParameters key)
    {
        var (q, e) = (Number(key.Q), Number(key.Exponent));
        for (var p = Number(key.P) - 2; ; p -= 2)
        {
            var phi = (p - 1) * (q - 1);
            if (BigInteger.ModPow(2, p - 1, p).IsOne || Inverse(e, phi) is not { } d || Inverse(q, p) is not { } coefficient)
            {
                continue;
            }

            return new RSAParameters
            {
                Modulus = Number(p * q),
                Exponent = key.Exponent,
                D = Number(d),
                P = Number(p),
                Q = key.Q,
                DP = Number(d % (p - 1)),
                DQ = Number(d % (q - 1)),
                InverseQ = Number(coefficient),
            };
        }
    }

    public static byte[] Number(BigInteger value) => value.ToByteArray(isUnsigned: true, isBigEndian: true);

    public static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    /// <summary>A number of 1024 bits near the max, so that the product of two has 2048.</summary>
    private static BigInteger Factor(BigInteger product)
    {
        var k = ((BigInteger.One << 1024) - 1) / product - RandomNumberGenerator.GetInt32(1, 1_000);
        return k * product + BigInteger.ModPow(65537, RandomNumberGenerator.GetInt32(1_000, int.MaxValue), product);
    }

    private static byte[] Pkcs8(byte[] pkcs1)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.1.1");
                writer.WriteNull();
            }

            writer.WriteOctetString(pkcs1);
        }

        return writer.Encode();
    }

    /// <summary>The inverse of a number (extended Euclidean algorithm); null when there is none.</summary>
    private static BigInteger? Inverse(BigInteger number, BigInteger modulus)
    {
        var (remainder, next) = (modulus, number % modulus);
        var (coefficient, nextCoefficient) = (BigInteger.Zero, BigInteger.One);
        while (!next.IsZero)
        {
            var quotient = remainder / next;
            (remainder, next) = (next, remainder - quotient * next);
            (coefficient, nextCoefficient) = (nextCoefficient, coefficient - quotient * nextCoefficient);
        }

        return remainder.IsOne ? (coefficient + modulus) % modulus : null;
    }
}
