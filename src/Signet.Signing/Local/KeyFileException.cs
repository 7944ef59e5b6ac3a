namespace Signet.Signing.Local;

/// <summary>A key file cannot be used. The message names the file and the error, and contains no content of the file.</summary>
internal sealed class KeyFileException(string message, Exception? inner = null) : Exception(message, inner);
