namespace Signet.Core.Tokens.Issuing;

/// <summary>How tokens are issued; the names are kube-apiserver's flags'.</summary>
internal sealed record TokenIssuerOptions
{
    /// <summary><c>iss</c> (<c>--service-account-issuer</c>, the first).</summary>
    public required string Issuer { get; init; }

    /// <summary>The audiences of the server itself, which a request without audiences gets (<c>--api-audiences</c>).</summary>
    public required IReadOnlyList<string> ApiAudiences { get; init; }

    /// <summary>The longest lifetime; longer requests are shortened (<c>--service-account-max-token-expiration</c>). Null is no limit.</summary>
    public TimeSpan? MaxLifetime { get; init; }

    /// <summary>Whether pods' tokens of 3607 s for the server itself live a year (<c>--service-account-extend-token-expiration</c>).</summary>
    public bool ExtendExpiration { get; init; } = true;

    /// <summary>The longest lifetime in seconds of any token that is issued with these settings.</summary>
    public static long MaxLifetimeSeconds(TimeSpan? maximum, bool extends)
    {
        var longest = maximum is { } limit ? (long)limit.TotalSeconds : TokenLifetimePolicy.MaxSeconds;
        return extends ? Math.Max(longest, TokenLifetimePolicy.ExtendedSeconds) : longest;
    }
}
