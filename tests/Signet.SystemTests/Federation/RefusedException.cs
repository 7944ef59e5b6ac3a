namespace Signet.SystemTests.Federation;

/// <summary>A stand-in refuses, as the product that it stands for would.</summary>
internal sealed class RefusedException(string message) : Exception(message);
