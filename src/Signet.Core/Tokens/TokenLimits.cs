namespace Signet.Core.Tokens;

/// <summary>What issuing and verifying have to agree on: a token that the verifier would refuse is not issued.</summary>
internal static class TokenLimits
{
    /// <summary>
    /// The most bytes of a token. All headers of a request may have 256 KiB; this leaves 16 KiB for the others.
    /// </summary>
    public const int MaxLength = 240 * 1024;

    /// <summary>The most bytes of a token whose signature is remembered: the claims of a longer one would take too much memory.</summary>
    public const int MaxRememberedLength = 16 * 1024;

    /// <summary>What is said of a token that is too long.</summary>
    internal static string TooLong(int length) => $"token is too long: {length} bytes, may not be more than {MaxLength} bytes";
}
