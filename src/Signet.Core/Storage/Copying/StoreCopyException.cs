namespace Signet.Core.Storage.Copying;

/// <summary>A copy cannot begin or go on. The message is for the operator and says what to do.</summary>
internal sealed class StoreCopyException(string message, Exception? inner = null) : Exception(message, inner);
