using System.CommandLine;

namespace Signet.Cli.Commands;

/// <summary>A flag whose values are found when a shell asks for them.</summary>
internal sealed class CandidateOption(string name, params string[] aliases) : Option<string?>(name, aliases), IHasCandidates
{
    /// <inheritdoc/>
    public CandidateSource? Candidates { get; set; }
}
