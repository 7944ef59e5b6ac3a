namespace Signet.Core.Signing.Managed;

/// <summary>A stored managed key cannot be used. The message names the record, never key material.</summary>
internal sealed class ManagedKeyException(string message, Exception? inner = null) : Exception(message, inner);
