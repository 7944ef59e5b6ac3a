namespace Signet.Core.Storage;

/// <summary>The store was written by a newer version of Signet, or not by Signet.</summary>
public sealed class StoreFormatException(string message, Exception? inner = null) : Exception(message, inner);
