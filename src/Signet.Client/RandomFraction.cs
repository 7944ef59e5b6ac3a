using System.Security.Cryptography;

namespace Signet.Client;

/// <summary>Spreads what many processes would otherwise do at the same moment.</summary>
internal static class RandomFraction
{
    private const int FractionBits = 53;

    /// <summary>A number from 0 (inclusive) to 1 (exclusive).</summary>
    public static double Next()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return (BitConverter.ToUInt64(bytes) >> (64 - FractionBits)) * Math.ScaleB(1, -FractionBits);
    }
}
