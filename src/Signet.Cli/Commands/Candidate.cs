namespace Signet.Cli.Commands;

/// <summary>A value that a shell offers to complete a word.</summary>
/// <param name="Value">The whole value. One that ends with '/' or '=' is the beginning of longer ones.</param>
/// <param name="Description">What it is, in one line; empty when the value says it.</param>
internal readonly record struct Candidate(string Value, string Description = "");
