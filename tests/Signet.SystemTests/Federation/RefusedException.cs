namespace Signet.SystemTests.Federation;

/// <summary>A stand-in refuses a command as the product would.</summary>
internal sealed class RefusedException(string message) : Exception(message);
