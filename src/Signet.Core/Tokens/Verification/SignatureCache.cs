using Signet.Core.Primitives;
using Signet.Core.Signing.Ring;

namespace Signet.Core.Tokens.Verification;

/// <summary>
/// Caches tokens with a valid signature, and no other part of the verdict. An entry is removed when it is used after its token has expired or its key
/// has left the ring.
/// </summary>
/// <remarks>
/// Each use compares the entry with the snapshot of the review. So an entry that a review with an older snapshot adds after a replacement is not
/// used: its key is not found, and it is removed.
/// </remarks>
internal sealed class SignatureCache(int capacity)
{
    private readonly RecentCache<TokenHash, SignedClaims> _tokens = new(capacity);

    /// <summary>The claims of a token that was verified by a key of the snapshot, or null.</summary>
    public SignedClaims? Find(string token, KeyRingSnapshot keys, DateTimeOffset now)
    {
        var hash = TokenHash.Of(token);
        var found = _tokens.Find(hash);
        if (found is null)
        {
            return null;
        }

        if (!ReferenceEquals(found.Stamp, keys.Stamp))
        {
            if (keys.Find(found.Key.KeyId) is { } key && key.IsSameKey(found.Key))
            {
                found = found with { Key = key, Stamp = keys.Stamp };
                _tokens.Set(hash, found);
            }
            else
            {
                _tokens.Remove(hash);
                return null;
            }
        }

        if (found.Key.VerifiesAt(now) && found.Claims.ExpiresAt >= now.ToUnixTimeSeconds())
        {
            return found;
        }

        _tokens.Remove(hash);
        return null;
    }

    /// <summary>Adds a verified token, unless it has expired or is longer than <see cref="TokenLimits.MaxRememberedLength"/>.</summary>
    public void Remember(string token, SignedClaims signed, DateTimeOffset now)
    {
        if (token.Length <= TokenLimits.MaxRememberedLength && signed.Claims.ExpiresAt >= now.ToUnixTimeSeconds())
        {
            _tokens.Set(TokenHash.Of(token), signed);
        }
    }
}
