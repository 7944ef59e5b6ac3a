using Signet.Core.Primitives;
using Signet.Core.Signing.Ring;

namespace Signet.Core.Tokens.Verification;

/// <summary>
/// Remembers tokens whose signature was right; nothing else of the verdict. An expired token is forgotten when it is met again, and so is
/// one whose key the ring no longer holds.
/// </summary>
/// <remarks>
/// An entry never counts by itself: each use compares it with the snapshot that the review began with. So it does not matter when an entry
/// is written: one that a review with an older snapshot adds after a replacement is found to be without a key and removed.
/// </remarks>
internal sealed class SignatureCache(int capacity)
{
    private readonly RecentCache<TokenHash, SignedClaims> _tokens = new(capacity);

    /// <summary>The claims of a token that a key of the snapshot has verified, or null.</summary>
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

    /// <summary>Remembers a verified token, unless it has expired or is so long that many of them would fill the memory.</summary>
    public void Remember(string token, SignedClaims signed, DateTimeOffset now)
    {
        if (token.Length <= TokenLimits.MaxRememberedLength && signed.Claims.ExpiresAt >= now.ToUnixTimeSeconds())
        {
            _tokens.Set(TokenHash.Of(token), signed);
        }
    }
}
