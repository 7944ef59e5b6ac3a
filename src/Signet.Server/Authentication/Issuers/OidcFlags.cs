namespace Signet.Server.Authentication.Issuers;

/// <summary>
/// One issuer, configured by the <c>--oidc-*</c> flags of kube-apiserver (<c>pkg/kubeapiserver/options/authentication.go</c>). A flag that is not set
/// is null.
/// </summary>
public sealed record OidcFlags
{
    /// <summary><c>--oidc-issuer-url</c>.</summary>
    public string? IssuerUrl { get; init; }

    /// <summary><c>--oidc-client-id</c>: the audience that tokens must have.</summary>
    public string? ClientId { get; init; }

    /// <summary><c>--oidc-ca-file</c>: trusted CA certificates; null uses the system store.</summary>
    public string? CaFile { get; init; }

    /// <summary><c>--oidc-username-claim</c>; null uses <c>sub</c>.</summary>
    public string? UsernameClaim { get; init; }

    /// <summary>
    /// <c>--oidc-username-prefix</c>; <c>-</c> adds no prefix. Null or empty uses the issuer and <c>#</c>, and no prefix for the claim <c>email</c>.
    /// </summary>
    public string? UsernamePrefix { get; init; }

    /// <summary><c>--oidc-groups-claim</c>; null or empty reads no groups.</summary>
    public string? GroupsClaim { get; init; }

    /// <summary><c>--oidc-groups-prefix</c>.</summary>
    public string? GroupsPrefix { get; init; }

    /// <summary><c>--oidc-signing-algs</c>; null accepts RS256 only.</summary>
    public IReadOnlyList<string>? SigningAlgorithms { get; init; }

    /// <summary><c>--oidc-required-claim</c>: claims that tokens must have, with their values.</summary>
    public IReadOnlyList<RequiredClaim>? RequiredClaims { get; init; }
}
