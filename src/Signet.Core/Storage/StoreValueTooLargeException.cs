namespace Signet.Core.Storage;

/// <summary>The store does not take a commit of this size, and nothing has changed. A repetition would fail, too.</summary>
public sealed class StoreValueTooLargeException(string message, Exception? inner = null) : StoreUnavailableException(message, inner);
