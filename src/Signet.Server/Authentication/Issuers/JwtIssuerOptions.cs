using Signet.Core.Signing;

namespace Signet.Server.Authentication.Issuers;

/// <summary>Another issuer whose tokens authenticate callers (apiserver, <c>JWTAuthenticator</c> of <c>apiserver.config.k8s.io/v1</c>).</summary>
internal sealed record JwtIssuerOptions
{
    /// <summary>The claim <c>iss</c> of its tokens, compared exactly.</summary>
    public required string Url { get; init; }

    /// <summary>The source of its keys.</summary>
    public required IssuerKeySource Keys { get; init; }

    /// <summary>The accepted audiences; a token must have one of them.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>The accepted signature algorithms.</summary>
    public IReadOnlyList<JwtAlgorithm> Algorithms { get; init; } = JwtAlgorithm.Accepted;

    /// <summary>Claims that a token must have, with their values.</summary>
    public IReadOnlyList<RequiredClaim> RequiredClaims { get; init; } = [];

    /// <summary>The claim that becomes the user name.</summary>
    public required PrefixedClaim Username { get; init; }

    /// <summary>The claim that becomes the groups, a string or a list of strings; null for none.</summary>
    public PrefixedClaim? Groups { get; init; }

    /// <summary>The claim that becomes the uid; empty for none.</summary>
    public string UidClaim { get; init; } = "";
}
