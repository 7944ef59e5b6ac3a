namespace Signet.Core.Storage;

/// <summary>The store could not be reached or could not write; whether a commit happened is unknown.</summary>
public class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
