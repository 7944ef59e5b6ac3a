using System.CommandLine;

namespace Signet.Cli.Commands;

/// <summary>An argument whose values are found when a shell asks for them.</summary>
internal sealed class CandidateArgument<T>(string name) : Argument<T>(name), IHasCandidates
{
    /// <inheritdoc/>
    public CandidateSource? Candidates { get; set; }
}
