namespace Signet.Core.Signing.Jwks;

/// <summary>A key of a JWKS that cannot be used.</summary>
/// <param name="KeyId">The key id, or empty.</param>
/// <param name="Reason">The reason why it cannot be used.</param>
internal sealed record UnusableKey(string KeyId, string Reason);
