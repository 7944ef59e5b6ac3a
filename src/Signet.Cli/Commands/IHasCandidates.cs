namespace Signet.Cli.Commands;

/// <summary>A flag or an argument whose values are found when a shell asks for them. Fixed values are <c>CompletionSources</c>.</summary>
internal interface IHasCandidates
{
    /// <summary>Finds the values; null when they are not known.</summary>
    CandidateSource? Candidates { get; }
}
