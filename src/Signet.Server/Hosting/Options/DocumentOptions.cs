using System.Net;

namespace Signet.Server.Hosting.Options;

/// <summary>The discovery document and the JWKS, and cross-origin requests of web pages.</summary>
public sealed record DocumentOptions
{
    /// <summary><c>--publish-discovery</c>: whether anonymous requests may read the discovery document and the JWKS.</summary>
    public bool PublishDiscovery { get; init; } = true;

    /// <summary><c>--public-bind-address</c>: a second address that serves only the documents, to every client; null serves none.</summary>
    public IPEndPoint? PublicEndPoint { get; init; }

    /// <summary><c>--public-tls</c>: whether the second address serves HTTPS, with the serving certificate; else plain HTTP, for a proxy.</summary>
    public bool PublicTls { get; init; } = true;

    /// <summary><c>--service-account-jwks-uri</c>; null uses the issuer and <c>/openid/v1/jwks</c>.</summary>
    public string? JwksUri { get; init; }

    /// <summary><c>--cors-allowed-origins</c>: regular expressions of allowed origins, each with the end of the host fixed.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];
}
