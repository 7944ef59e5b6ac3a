using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Signet.Core.Access;
using Signet.Core.Signing;

namespace Signet.Core.Tokens;

/// <summary>A token whose signature was verified: its claims, its user, and the keys that were in force.</summary>
internal sealed record SignedClaims(TokenClaims Claims, UserInfo User, KeySetSnapshot Keys);

/// <summary>
/// Remembers tokens whose signature was right; nothing else of the verdict. Two generations: when the young one is full it
/// becomes the old one and the old one goes, so what is used stays and the size is bounded, whoever sends what. An
/// expired token is forgotten when it is met again; a change of the keys makes all entries worthless.
/// </summary>
internal sealed class SignatureCache(int capacity)
{
    private readonly int _generation = Math.Max(1, capacity / 2);
    private readonly Lock _turning = new();
    private ConcurrentDictionary<TokenHash, SignedClaims> _young = new();
    private ConcurrentDictionary<TokenHash, SignedClaims> _old = new();

    /// <summary>How many tokens are remembered.</summary>
    public int Count => Volatile.Read(ref _young).Count + Volatile.Read(ref _old).Count;

    /// <summary>The claims of a token that was verified with these very keys, or null.</summary>
    public SignedClaims? Find(string token, KeySetSnapshot keys, DateTimeOffset now)
    {
        var hash = TokenHash.Of(token);
        var isYoung = Volatile.Read(ref _young).TryGetValue(hash, out var found);
        if (!isYoung && !Volatile.Read(ref _old).TryGetValue(hash, out found))
        {
            return null;
        }

        if (!ReferenceEquals(found!.Keys, keys) || found.Claims.ExpiresAt < now.ToUnixTimeSeconds())
        {
            Volatile.Read(ref _young).TryRemove(hash, out _);
            Volatile.Read(ref _old).TryRemove(hash, out _);
            return null;
        }

        if (!isYoung)
        {
            Add(hash, found);
        }

        return found;
    }

    /// <summary>Remembers a verified token, unless it has expired.</summary>
    public void Remember(string token, SignedClaims signed, DateTimeOffset now)
    {
        if (signed.Claims.ExpiresAt >= now.ToUnixTimeSeconds())
        {
            Add(TokenHash.Of(token), signed);
        }
    }

    private void Add(TokenHash hash, SignedClaims signed)
    {
        var young = Volatile.Read(ref _young);
        if (young.Count >= _generation)
        {
            lock (_turning)
            {
                if (ReferenceEquals(young, _young))
                {
                    Volatile.Write(ref _old, young);
                    Volatile.Write(ref _young, new ConcurrentDictionary<TokenHash, SignedClaims>());
                }

                young = _young;
            }
        }

        young[hash] = signed;
    }

    /// <summary>The SHA-256 of a token: nobody can choose tokens that meet in one bucket, and the token itself is not kept.</summary>
    private readonly record struct TokenHash(ulong A, ulong B, ulong C, ulong D)
    {
        public static TokenHash Of(string token)
        {
            Span<ulong> hash = stackalloc ulong[4];
            SHA256.HashData(MemoryMarshal.AsBytes(token.AsSpan()), MemoryMarshal.AsBytes(hash));
            return new TokenHash(hash[0], hash[1], hash[2], hash[3]);
        }

        public override int GetHashCode() => (int)A;
    }
}
