namespace Signet.Core.Signing;

/// <summary>
/// A signer could not sign. The message is logged and audited: it never contains key material, the payload or a token.
/// </summary>
internal sealed class SigningFailedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>
    /// The time until the next attempt, if the signer is temporarily unavailable: the client gets 503 with <c>Retry-After</c>. Null if a retry would
    /// not help: the client gets 500.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }
}
