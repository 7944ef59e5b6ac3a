namespace Signet.Signing.Pkcs11;

/// <summary>
/// A token, its key or its module cannot be used. The message is for operators and contains no PIN.
/// </summary>
internal sealed class TokenException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the token refused the PIN, or would lock itself after another wrong one: there must be no attempt with the same PIN.</summary>
    public bool IsLoginRefused { get; init; }

    /// <summary>Whether the token may return by itself: it is missing, or does not work.</summary>
    public bool IsAway { get; init; }
}
