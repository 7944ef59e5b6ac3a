namespace Signet.Core.Storage;

/// <summary>The store has less data than it is known to have had: it is new, empty or older, or a part of it is missing.</summary>
internal sealed class StoreLostException(string message) : Exception(message);
