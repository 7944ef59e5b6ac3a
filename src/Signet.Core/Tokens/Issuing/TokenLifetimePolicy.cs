using Signet.Core.Tokens.Claims;
using static Signet.Core.Tokens.Issuing.TokenIssuer;

namespace Signet.Core.Tokens.Issuing;

/// <summary>How long a token lives (Kubernetes, <c>pkg/serviceaccount/claims.go</c> and <c>token.go</c>).</summary>
internal sealed class TokenLifetimePolicy(TokenIssuerOptions options)
{
    /// <summary>The least that may be asked for.</summary>
    public const long MinSeconds = 600;

    /// <summary>The most that may be asked for.</summary>
    public const long MaxSeconds = 1L << 32;

    /// <summary>What the kubelet asks for on behalf of a pod whose token may be extended.</summary>
    private const long ExtendableSeconds = 3607;

    /// <summary>How long such a token really lives: a year.</summary>
    public const long ExtendedSeconds = 365 * 24 * 60 * 60;

    /// <summary>Shortens to the maximum, and extends pods' tokens for the server itself.</summary>
    /// <param name="bound">The request.</param>
    /// <param name="longest">The longest lifetime of any token of the key ring; the configured maximum is about those that are not extended.</param>
    public Timed Decide(Bound bound, TimeSpan longest)
    {
        var limit = (long)longest.TotalSeconds;
        var (found, audiences) = bound.Valid.Defaulted;
        var seconds = found.Request.ExpirationSeconds;
        IReadOnlyList<string> warnings = [];
        var shortened = options.MaxLifetime is { } maximum ? Math.Min((long)maximum.TotalSeconds, limit) : limit;
        if (seconds > shortened)
        {
            warnings = [$"requested expiration of {seconds} seconds shortened to {shortened} seconds"];
            seconds = shortened;
        }

        return options.ExtendExpiration && seconds == ExtendableSeconds && bound.Claim is BoundClaim.Pod && AreApiAudiences(audiences)
            ? new Timed(bound, seconds, Math.Min(ExtendedSeconds, limit), seconds, warnings)
            : new Timed(bound, seconds, seconds, 0, warnings);
    }

    private bool AreApiAudiences(IReadOnlyList<string> audiences)
    {
        foreach (var audience in audiences)
        {
            if (!options.ApiAudiences.Contains(audience))
            {
                return false;
            }
        }

        return true;
    }
}
