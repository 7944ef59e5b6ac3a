using System.Security.Cryptography;

namespace Signet.Core.Signing;

/// <summary>Finds weaknesses of an RSA public key that the key itself shows.</summary>
internal static class RsaKeyWeakness
{
    /// <summary>The max length of a modulus: OpenSSL verifies with no longer one (<c>OPENSSL_RSA_MAX_MODULUS_BITS</c>).</summary>
    public const int MaxBits = 16384;

    private const int MinBits = 2048;

    /// <summary>The generator of the primes of CVE-2017-15361; <see cref="SmallPrimes"/> are the first factors of its primorial.</summary>
    private const int Generator = 65537;

    private static readonly int[] SmallPrimes =
    [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137,
        139, 149, 151, 157, 163, 167,
    ];

    private static readonly bool[][] Fingerprint = [.. SmallPrimes.Select(PowersOfGenerator)];

    /// <summary>The reason why a key is refused; null when it has no known weakness.</summary>
    /// <param name="bits">The length of the modulus in bits.</param>
    /// <param name="key">The modulus and the public exponent, big-endian.</param>
    public static string? Find(int bits, in RSAParameters key) =>
        bits < MinBits ? $"the RSA key has {bits} bits; at least {MinBits} are needed"
        : bits > MaxBits ? $"the RSA key has more than {MaxBits} bits"
        : !IsValidExponent(key.Exponent) ? "the public exponent of the RSA key is not an odd number of at least 3"
        : (key.Modulus![^1] & 1) == 0 ? "the modulus of the RSA key is even"
        : IsRoca(key.Modulus) ? "the RSA key has the ROCA weakness (CVE-2017-15361): it can be factored; make a new one with other software"
        : null;

    private static bool IsValidExponent(ReadOnlySpan<byte> exponent)
    {
        exponent = exponent.TrimStart((byte)0);
        return exponent.Length > 0 && (exponent[^1] & 1) == 1 && (exponent.Length > 1 || exponent[0] >= 3);
    }

    /// <summary>
    /// The fingerprint of M. Nemec et al., "The Return of Coppersmith's Attack" (ACM CCS 2017), section 4: the primes of such a key are
    /// powers of 65537 modulo all small primes, and so is their product. The probability of this property for another key is about 2^-27.
    /// </summary>
    private static bool IsRoca(ReadOnlySpan<byte> modulus)
    {
        for (var i = 0; i < SmallPrimes.Length; i++)
        {
            var remainder = 0;
            foreach (var digit in modulus)
            {
                remainder = ((remainder << 8) | digit) % SmallPrimes[i];
            }

            if (!Fingerprint[i][remainder])
            {
                return false;
            }
        }

        return true;
    }

    private static bool[] PowersOfGenerator(int prime)
    {
        var powers = new bool[prime];
        for (var power = 1; !powers[power]; power = (int)((long)power * Generator % prime))
        {
            powers[power] = true;
        }

        return powers;
    }
}
