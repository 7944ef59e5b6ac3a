namespace Signet.Core.Tokens;

/// <summary>Limits shared by issuing and verifying: a token that the verifier would refuse is not issued.</summary>
internal static class TokenLimits
{
    /// <summary>
    /// The max length of a token in bytes. The headers of a request may have 256 KiB in total, which leaves 16 KiB for the others.
    /// </summary>
    public const int MaxLength = 240 * 1024;

    /// <summary>The max length of a token whose signature is cached: the claims of longer tokens would take too much memory.</summary>
    public const int MaxRememberedLength = 16 * 1024;

    /// <summary>The message for a token that is too long.</summary>
    internal static string TooLong(int length) => $"token is too long: {length} bytes, may not be more than {MaxLength} bytes";
}
