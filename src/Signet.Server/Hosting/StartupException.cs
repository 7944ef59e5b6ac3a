namespace Signet.Server.Hosting;

/// <summary>The server cannot start; the message is one line for the operator: what, which value, what is allowed. Never a secret.</summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
