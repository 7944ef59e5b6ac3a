namespace Signet.Core.Signing;

/// <summary>
/// A signer could not sign. The message is for the log and the audit log: it never holds key material, the payload or a token.
/// </summary>
internal sealed class SigningFailedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>
    /// When to try again, if the signer is temporarily not available: the client gets 503 with <c>Retry-After</c>. Null when trying again
    /// would not help: the client gets 500.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }
}
