namespace Signet.Signing.Pkcs11;

/// <summary>The key, and the sessions that sign with it, at least one.</summary>
internal sealed record OpenedToken(TokenKey Key, IReadOnlyList<IPkcs11Session> Sessions);
