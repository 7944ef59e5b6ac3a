namespace Signet.Server.Hosting.Options;

/// <summary>The documents that relying parties read, and what web pages may read.</summary>
public sealed record DocumentOptions
{
    /// <summary><c>--publish-discovery</c>.</summary>
    public bool PublishDiscovery { get; init; } = true;

    /// <summary><c>--service-account-jwks-uri</c>; null derives it from the issuer.</summary>
    public string? JwksUri { get; init; }

    /// <summary><c>--cors-allowed-origins</c>: regular expressions that <see cref="Http.Cors.OriginPattern"/> compiles.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];
}
