using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Signet.Core.Tokens.Verification;

/// <summary>The SHA-256 of a token as a key of caches: tokens are not kept in memory, and clients cannot choose tokens that collide.</summary>
internal readonly record struct TokenHash(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>The hash of the characters of a text.</summary>
    public static TokenHash Of(ReadOnlySpan<char> text) => Of(MemoryMarshal.AsBytes(text));

    public static TokenHash Of(ReadOnlySpan<byte> bytes)
    {
        Span<ulong> hash = stackalloc ulong[4];
        SHA256.HashData(bytes, MemoryMarshal.AsBytes(hash));
        return new TokenHash(hash[0], hash[1], hash[2], hash[3]);
    }

    /// <summary>Compares in constant time.</summary>
    public bool Equals(TokenHash other) => ((A ^ other.A) | (B ^ other.B) | (C ^ other.C) | (D ^ other.D)) == 0;

    /// <inheritdoc/>
    public override int GetHashCode() => (int)A;
}
