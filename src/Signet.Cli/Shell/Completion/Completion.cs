using Signet.Cli.Commands;

namespace Signet.Cli.Shell.Completion;

/// <summary>What a word can be completed with.</summary>
/// <param name="Candidates">The values. They complete what follows the prefix.</param>
internal sealed record Completion(IReadOnlyList<Candidate> Candidates)
{
    /// <summary>Nothing.</summary>
    public static Completion Nothing { get; } = new([]);

    /// <summary>What the word has before the value: <c>--context=</c>, else empty.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Whether the shell adds paths.</summary>
    public PathCompletion Paths { get; init; }
}
