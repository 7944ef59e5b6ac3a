namespace Signet.Server.Hosting.Options;

/// <summary>Issued and accepted tokens.</summary>
public sealed record TokenOptions
{
    /// <summary>
    /// <c>--service-account-issuer</c>: the first one issues tokens, all are accepted. Empty uses the issuer that the data directory remembers, else
    /// the server's address.
    /// </summary>
    public IReadOnlyList<string> Issuers { get; init; } = [];

    /// <summary><c>--api-audiences</c>; empty uses the issuers.</summary>
    public IReadOnlyList<string> ApiAudiences { get; init; } = [];

    /// <summary>
    /// <c>--service-account-max-token-expiration</c>; null is a year with managed keys, which stay published for as long, and else no limit (2^32 s).
    /// </summary>
    public TimeSpan? MaxLifetime { get; init; }

    /// <summary><c>--service-account-extend-token-expiration</c>: issue tokens of pods for one year, as in Kubernetes.</summary>
    public bool ExtendExpiration { get; init; } = true;
}
