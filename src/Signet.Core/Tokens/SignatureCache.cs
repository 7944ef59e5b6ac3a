using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Core.Signing;

namespace Signet.Core.Tokens;

/// <summary>A token whose signature was verified: its claims, its user, and the keys that were in force.</summary>
internal sealed record SignedClaims(TokenClaims Claims, UserInfo User, KeySetSnapshot Keys);

/// <summary>
/// Remembers tokens whose signature was right; nothing else of the verdict. An expired token is forgotten when it is met again; a
/// change of the keys makes all entries worthless.
/// </summary>
internal sealed class SignatureCache(int capacity)
{
    private readonly RecentCache<TokenHash, SignedClaims> _tokens = new(capacity);

    /// <summary>The claims of a token that was verified with these very keys, or null.</summary>
    public SignedClaims? Find(string token, KeySetSnapshot keys, DateTimeOffset now)
    {
        var hash = TokenHash.Of(token);
        var found = _tokens.Find(hash);
        if (found is null || (ReferenceEquals(found.Keys, keys) && found.Claims.ExpiresAt >= now.ToUnixTimeSeconds()))
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
