namespace Signet.Core.Tokens.Claims;

/// <summary>
/// The claims of a service account token (Kubernetes, <c>pkg/serviceaccount/claims.go</c>). Times are whole seconds since 1970.
/// </summary>
internal sealed record TokenClaims
{
    /// <summary><c>iss</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary><c>sub</c>: <c>system:serviceaccount:NS:NAME</c>.</summary>
    public required string Subject { get; init; }

    /// <summary><c>aud</c>, as requested: order and duplicates are kept; always written as an array.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary><c>iat</c>.</summary>
    public required long IssuedAt { get; init; }

    /// <summary><c>nbf</c>.</summary>
    public required long NotBefore { get; init; }

    /// <summary><c>exp</c>.</summary>
    public required long ExpiresAt { get; init; }

    /// <summary><c>jti</c>, a UUID; empty in tokens of other signers that have none.</summary>
    public required string Id { get; init; }

    /// <summary><c>kubernetes.io/namespace</c>.</summary>
    public required string Namespace { get; init; }

    /// <summary><c>kubernetes.io/serviceaccount</c>.</summary>
    public required ObjectClaim ServiceAccount { get; init; }

    /// <summary>The object that the token is bound to.</summary>
    public BoundClaim Bound { get; init; } = BoundClaim.None.Instance;

    /// <summary><c>kubernetes.io/warnafter</c>, the time from which the use of an extended token causes a warning; or 0.</summary>
    public long WarnAfter { get; init; }
}
