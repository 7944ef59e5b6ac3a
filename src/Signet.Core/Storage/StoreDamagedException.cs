namespace Signet.Core.Storage;

/// <summary>The store is damaged; the message names the file and the check that failed.</summary>
public sealed class StoreDamagedException(string message, Exception? inner = null) : Exception(message, inner);
