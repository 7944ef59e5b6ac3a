namespace Signet.Core.Tokens.Verification;

/// <summary>How tokens are verified.</summary>
internal sealed record TokenVerifierOptions
{
    /// <summary>The max number of cached signatures.</summary>
    public int SignaturesRemembered { get; init; } = 16_384;
}
