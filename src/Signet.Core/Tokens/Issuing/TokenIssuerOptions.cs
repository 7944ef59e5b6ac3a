namespace Signet.Core.Tokens.Issuing;

/// <summary>How tokens are issued, with the flags of kube-apiserver.</summary>
internal sealed record TokenIssuerOptions
{
    /// <summary>The API audiences, the default of requests without audiences (<c>--api-audiences</c>).</summary>
    public required IReadOnlyList<string> ApiAudiences { get; init; }

    /// <summary>The max lifetime; longer requests are shortened (<c>--service-account-max-token-expiration</c>). Null means no limit.</summary>
    public TimeSpan? MaxLifetime { get; init; }

    /// <summary>Whether tokens of pods for 3607 s and API audiences live a year (<c>--service-account-extend-token-expiration</c>).</summary>
    public bool ExtendExpiration { get; init; } = true;

    /// <summary>The max lifetime in seconds of all tokens that are issued with these settings.</summary>
    public static long MaxLifetimeSeconds(TimeSpan? maximum, bool extends)
    {
        var seconds = maximum is { } limit ? (long)limit.TotalSeconds : TokenLifetimePolicy.MaxSeconds;
        return extends ? Math.Max(seconds, TokenLifetimePolicy.ExtendedSeconds) : seconds;
    }
}
