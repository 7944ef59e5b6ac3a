namespace Signet.Core.Tokens.Verification;

/// <summary>What tokens are verified against.</summary>
internal sealed record TokenVerifierOptions
{
    /// <summary>The accepted issuers (<c>--service-account-issuer</c>, all of them).</summary>
    public required IReadOnlyList<string> Issuers { get; init; }

    /// <summary>How many verified signatures are remembered.</summary>
    public int SignaturesRemembered { get; init; } = 16_384;
}
