namespace Signet.Server.Hosting.Options;

/// <summary>The tokens that are issued and accepted.</summary>
public sealed record TokenOptions
{
    /// <summary><c>--service-account-issuer</c>: the first issues, all are accepted. Empty stands for the issuer that the data directory remembers, else for the server's own address.</summary>
    public IReadOnlyList<string> Issuers { get; init; } = [];

    /// <summary><c>--api-audiences</c>. Empty stands for the issuers.</summary>
    public IReadOnlyList<string> ApiAudiences { get; init; } = [];

    /// <summary><c>--service-account-max-token-expiration</c>; null is no limit.</summary>
    public TimeSpan? MaxLifetime { get; init; }

    /// <summary><c>--service-account-extend-token-expiration</c>.</summary>
    public bool ExtendExpiration { get; init; } = true;
}
