namespace Signet.Core.Tokens;

/// <summary>
/// The claims of a service account token (Kubernetes, <c>pkg/serviceaccount/claims.go</c>). Times are whole seconds since 1970.
/// </summary>
public sealed record TokenClaims
{
    /// <summary><c>iss</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary><c>sub</c>: <c>system:serviceaccount:NS:NAME</c>.</summary>
    public required string Subject { get; init; }

    /// <summary><c>aud</c>, as asked for: order and duplicates stay; always written as a list.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary><c>iat</c>.</summary>
    public required long IssuedAt { get; init; }

    /// <summary><c>nbf</c>.</summary>
    public required long NotBefore { get; init; }

    /// <summary><c>exp</c>.</summary>
    public required long ExpiresAt { get; init; }

    /// <summary><c>jti</c>, a UUID; empty in tokens of others that have none.</summary>
    public required string Id { get; init; }

    /// <summary><c>kubernetes.io/namespace</c>.</summary>
    public required string Namespace { get; init; }

    /// <summary><c>kubernetes.io/serviceaccount</c>.</summary>
    public required ObjectClaim ServiceAccount { get; init; }

    /// <summary>What the token is bound to.</summary>
    public BoundClaim Bound { get; init; } = BoundClaim.None.Instance;

    /// <summary><c>kubernetes.io/warnafter</c>, or 0: from then on the use of an extended token is worth a warning.</summary>
    public long WarnAfter { get; init; }
}

/// <summary>An object named in the claims; the uid is empty only for a node that was unknown when the token was issued.</summary>
public sealed record ObjectClaim(string Name, string Uid);

/// <summary>What a token is bound to: it dies with that object. A closed hierarchy, so that no two can be set at once.</summary>
public abstract record BoundClaim
{
    private BoundClaim()
    {
    }

    /// <summary>Nothing but the account.</summary>
    public sealed record None : BoundClaim
    {
        /// <summary>The only one there is.</summary>
        public static None Instance { get; } = new();

        private None()
        {
        }
    }

    /// <summary>A Pod, and the node that it was on, which the token outlives.</summary>
    public sealed record Pod(ObjectClaim Object, ObjectClaim? OnNode) : BoundClaim;

    /// <summary>A Secret.</summary>
    public sealed record Secret(ObjectClaim Object) : BoundClaim;

    /// <summary>A Node.</summary>
    public sealed record Node(ObjectClaim Object) : BoundClaim;
}
