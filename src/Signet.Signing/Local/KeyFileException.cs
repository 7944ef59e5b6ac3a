namespace Signet.Signing.Local;

/// <summary>A key file cannot be used; the message names the file and what is wrong, never what is in it.</summary>
internal sealed class KeyFileException(string message, Exception? inner = null) : Exception(message, inner);
