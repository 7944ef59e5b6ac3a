namespace Signet.Core.Storage;

/// <summary>The store has no space for the commit, and nothing has changed. Commits that may use the reserve may still succeed.</summary>
public sealed class StoreFullException(string message, Exception? inner = null) : StoreUnavailableException(message, inner);
