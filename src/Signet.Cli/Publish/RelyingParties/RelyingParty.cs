using Signet.Core.Signing;

namespace Signet.Cli.Publish.RelyingParties;

/// <summary>What a relying party accepts of an issuer.</summary>
internal sealed record RelyingParty
{
    public required string Name { get; init; }

    /// <summary>The algorithms of Signet's keys that it accepts.</summary>
    public required IReadOnlyList<JwtAlgorithm> Algorithms { get; init; }

    /// <summary>The greatest number of RSA keys in a JWKS; null when none is documented.</summary>
    public int? MaxRsaKeys { get; init; }

    /// <summary>The greatest number of EC keys in a JWKS; null when none is documented.</summary>
    public int? MaxEllipticKeys { get; init; }

    /// <summary>The greatest number of keys of both types in a JWKS; null when none is documented.</summary>
    public int? MaxKeys { get; init; }

    /// <summary>The longest lifetime of a token (<c>exp - iat</c>); null when none is documented.</summary>
    public TimeSpan? MaxLifetime { get; init; }

    /// <summary>What else matters, a sentence; empty for nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>The documentation that says so.</summary>
    public required Uri Source { get; init; }

    /// <summary>Whether the vendor's own text was read when the row was written; otherwise the row is from a quotation of it, or from knowledge.</summary>
    public bool IsConfirmed { get; init; }
}
