namespace Signet.Server.Authentication.Issuers;

/// <summary>The keys of an issuer cannot be fetched now.</summary>
internal sealed class KeysUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
