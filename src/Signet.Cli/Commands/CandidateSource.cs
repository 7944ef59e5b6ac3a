using System.CommandLine;

namespace Signet.Cli.Commands;

/// <summary>Finds the values of a flag or an argument when a shell asks for them.</summary>
/// <param name="parsed">The command line before the word.</param>
/// <param name="word">The beginning of the value.</param>
/// <param name="cancellationToken">Cancels the search.</param>
/// <returns>The values; they need not begin with the word.</returns>
/// <exception cref="CommandException">They cannot be found.</exception>
internal delegate ValueTask<IReadOnlyList<Candidate>> CandidateSource(ParseResult parsed, string word, CancellationToken cancellationToken);
