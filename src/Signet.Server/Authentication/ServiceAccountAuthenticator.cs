using Signet.Core.Signing;
using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Verification;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authentication;

/// <summary>Authenticates service account tokens of this server.</summary>
internal sealed class ServiceAccountAuthenticator(TokenVerifier verifier, TokenMetrics metrics) : ITokenAuthenticator
{
    /// <inheritdoc/>
    public async ValueTask<TokenAuthentication> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var verdict = await verifier.VerifyAsync(token, audiences, now, cancellationToken).ConfigureAwait(false);
        metrics.Count(verdict);
        return verdict switch
        {
            TokenVerdict.Valid valid => new TokenAuthentication.Authenticated(valid.User, valid.Audiences, valid.IsStale)
            {
                SecondsStale = valid.IsStale ? now.ToUnixTimeSeconds() - valid.Claims.WarnAfter : 0,
                Lifetime = LifetimeOf(valid.Claims, now),
            },
            TokenVerdict.Rejected rejected => new TokenAuthentication.Rejected(rejected.Reason),
            _ => TokenAuthentication.Unknown.Instance,
        };
    }

    /// <summary>A stream ends at <c>exp</c>; one that began within the leeway after it, at the end of the leeway.</summary>
    private static CredentialLifetime LifetimeOf(TokenClaims claims, DateTimeOffset now) =>
        new(now.ToUnixTimeSeconds() < claims.ExpiresAt ? claims.ExpiresAt : claims.ExpiresAt + (long)ClockSkew.Max.TotalSeconds);
}
