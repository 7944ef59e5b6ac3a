using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Signet.Core.Tokens.Verification;

/// <summary>The SHA-256 of a text that must not be kept: nobody can choose tokens that meet in one bucket, and the token itself is not in memory.</summary>
internal readonly record struct TokenHash(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>The hash of a text's letters.</summary>
    public static TokenHash Of(ReadOnlySpan<char> text) => Of(MemoryMarshal.AsBytes(text));

    /// <summary>The hash of bytes.</summary>
    public static TokenHash Of(ReadOnlySpan<byte> bytes)
    {
        Span<ulong> hash = stackalloc ulong[4];
        SHA256.HashData(bytes, MemoryMarshal.AsBytes(hash));
        return new TokenHash(hash[0], hash[1], hash[2], hash[3]);
    }

    /// <summary>Whether it is the same; takes as long whatever they have in common.</summary>
    public bool Equals(TokenHash other) => ((A ^ other.A) | (B ^ other.B) | (C ^ other.C) | (D ^ other.D)) == 0;

    /// <inheritdoc/>
    public override int GetHashCode() => (int)A;
}
