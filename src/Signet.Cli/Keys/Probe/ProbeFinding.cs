namespace Signet.Cli.Keys.Probe;

/// <summary>Something that a probe has found.</summary>
/// <param name="IsUnsafe">Whether tokens are or will be refused because of it, or accepted that should not be.</param>
/// <param name="Text">A sentence.</param>
internal sealed record ProbeFinding(bool IsUnsafe, string Text);
