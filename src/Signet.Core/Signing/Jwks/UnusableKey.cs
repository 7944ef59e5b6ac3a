namespace Signet.Core.Signing.Jwks;

/// <summary>A key of a JWKS that is not used.</summary>
/// <param name="KeyId">The id that the issuer gave it, or empty.</param>
/// <param name="Reason">Why.</param>
internal sealed record UnusableKey(string KeyId, string Reason);
