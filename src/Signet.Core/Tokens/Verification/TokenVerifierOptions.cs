namespace Signet.Core.Tokens.Verification;

/// <summary>How tokens are verified.</summary>
internal sealed record TokenVerifierOptions
{
    /// <summary>The accepted issuers (<c>--service-account-issuer</c>, all of them).</summary>
    public required IReadOnlyList<string> Issuers { get; init; }

    /// <summary>The max number of cached signatures.</summary>
    public int SignaturesRemembered { get; init; } = 16_384;
}
