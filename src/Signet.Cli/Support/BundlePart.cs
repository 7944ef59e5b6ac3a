namespace Signet.Cli.Support;

/// <summary>A part of a support bundle.</summary>
/// <param name="Name">The file name in the bundle.</param>
/// <param name="Content">The text; null when it could not be read.</param>
/// <param name="Fault">Why it could not be read, or not as a whole; null when it was.</param>
internal sealed record BundlePart(string Name, string? Content, string? Fault = null);
