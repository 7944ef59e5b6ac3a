using Signet.Core.Tokens.Claims;
using static Signet.Core.Tokens.Issuing.TokenIssuer;

namespace Signet.Core.Tokens.Issuing;

/// <summary>Determines the lifetime of tokens (Kubernetes, <c>pkg/serviceaccount/claims.go</c> and <c>token.go</c>).</summary>
internal sealed class TokenLifetimePolicy(TokenIssuerOptions options)
{
    /// <summary>The min lifetime of a request.</summary>
    public const long MinSeconds = 600;

    /// <summary>The max lifetime of a request.</summary>
    public const long MaxSeconds = 1L << 32;

    /// <summary>The lifetime that the kubelet requests for tokens that may be extended.</summary>
    private const long ExtendableSeconds = 3607;

    /// <summary>The lifetime of extended tokens: a year.</summary>
    public const long ExtendedSeconds = 365 * 24 * 60 * 60;

    /// <summary>Shortens a lifetime to the max, and extends tokens of pods for API audiences.</summary>
    /// <param name="bound">The request.</param>
    /// <param name="max">The max lifetime of tokens of the key ring. The configured max applies only to tokens that are not extended.</param>
    public Timed Decide(Bound bound, TimeSpan max)
    {
        var limit = (long)max.TotalSeconds;
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
