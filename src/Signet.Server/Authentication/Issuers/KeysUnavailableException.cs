namespace Signet.Server.Authentication.Issuers;

/// <summary>An issuer's keys cannot be had now.</summary>
internal sealed class KeysUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
