using Signet.Core.Signing;

namespace Signet.Server.Authentication.Issuers;

/// <summary>Another issuer whose tokens make callers (apiserver, <c>JWTAuthenticator</c> of <c>apiserver.config.k8s.io/v1</c>).</summary>
internal sealed record JwtIssuerOptions
{
    /// <summary><c>iss</c> of its tokens, letter by letter.</summary>
    public required string Url { get; init; }

    /// <summary>Where its keys come from.</summary>
    public required IssuerKeySource Keys { get; init; }

    /// <summary>A token has to be for one of these.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>The algorithms that its tokens may be signed with.</summary>
    public IReadOnlyList<JwtAlgorithm> Algorithms { get; init; } = JwtAlgorithm.Accepted;

    /// <summary>Claims that a token must have, with their values.</summary>
    public IReadOnlyList<RequiredClaim> RequiredClaims { get; init; } = [];

    /// <summary>The name.</summary>
    public required PrefixedClaim Username { get; init; }

    /// <summary>The groups: one text or a list; null for none.</summary>
    public PrefixedClaim? Groups { get; init; }

    /// <summary>The claim with the uid, or empty.</summary>
    public string UidClaim { get; init; } = "";
}
