namespace Signet.Core.Signing;

/// <summary>The keys that tokens are verified with, in the order in which the JWKS publishes them. Immutable.</summary>
public sealed class KeySetSnapshot;
