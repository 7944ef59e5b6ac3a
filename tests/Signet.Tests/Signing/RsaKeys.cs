using System.Numerics;
using System.Security.Cryptography;
using Signet.Core.Primitives;

namespace Signet.Tests.Signing;

/// <summary>RSA keys that no generator makes any more.</summary>
internal static class RsaKeys
{
    private static readonly int[] Primes = [.. Enumerable.Range(2, 700).Where(n => Enumerable.Range(2, n - 2).All(d => n % d != 0))];

    /// <summary>A modulus as the library made it that CVE-2017-15361 is about: two factors k·M + (65537^a mod M), M the product of the first 126 primes.</summary>
    public static byte[] RocaModulus()
    {
        var product = Primes.Aggregate(BigInteger.One, (m, prime) => m * prime);
        return Number(Factor(product) * Factor(product));
    }

    /// <summary>A JWK.</summary>
    public static string Jwk(byte[] modulus, byte[]? exponent = null, string more = "") =>
        $$"""{"kty":"RSA","kid":"k","n":"{{Base64UrlText.Encode(modulus)}}","e":"{{Base64UrlText.Encode(exponent ?? [1, 0, 1])}}"{{more}}}""";

    public static byte[] Number(BigInteger value) => value.ToByteArray(isUnsigned: true, isBigEndian: true);

    public static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    /// <summary>A number of 1024 bits, of the highest of them, so that a product of two has 2048.</summary>
    private static BigInteger Factor(BigInteger product)
    {
        var k = ((BigInteger.One << 1024) - 1) / product - RandomNumberGenerator.GetInt32(1, 1_000);
        return k * product + BigInteger.ModPow(65537, RandomNumberGenerator.GetInt32(1_000, int.MaxValue), product);
    }
}
