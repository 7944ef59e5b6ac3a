namespace Signet.Server.Authentication.Issuers;

/// <summary>
/// One issuer as the <c>--oidc-*</c> flags of kube-apiserver describe it (<c>pkg/kubeapiserver/options/authentication.go</c>). A flag that
/// is not given is null.
/// </summary>
public sealed record OidcFlags
{
    /// <summary><c>--oidc-issuer-url</c>.</summary>
    public string? IssuerUrl { get; init; }

    /// <summary><c>--oidc-client-id</c>: the audience that tokens have to be for.</summary>
    public string? ClientId { get; init; }

    /// <summary><c>--oidc-ca-file</c>: trusted CA certificates; null uses the system store.</summary>
    public string? CaFile { get; init; }

    /// <summary><c>--oidc-username-claim</c>; null is <c>sub</c>.</summary>
    public string? UsernameClaim { get; init; }

    /// <summary><c>--oidc-username-prefix</c>; <c>-</c> for none, null or empty for the issuer and <c>#</c> unless the claim is <c>email</c>.</summary>
    public string? UsernamePrefix { get; init; }

    /// <summary><c>--oidc-groups-claim</c>; null or empty for no groups.</summary>
    public string? GroupsClaim { get; init; }

    /// <summary><c>--oidc-groups-prefix</c>.</summary>
    public string? GroupsPrefix { get; init; }

    /// <summary><c>--oidc-signing-algs</c>; null is RS256.</summary>
    public IReadOnlyList<string>? SigningAlgorithms { get; init; }

    /// <summary><c>--oidc-required-claim</c>: <c>CLAIM=VALUE</c>.</summary>
    public IReadOnlyList<RequiredClaim>? RequiredClaims { get; init; }
}
