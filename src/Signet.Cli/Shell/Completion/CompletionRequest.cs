using System.CommandLine;
using System.Text;
using Signet.Cli.Api;
using Signet.Cli.Commands;

namespace Signet.Cli.Shell.Completion;

/// <summary>
/// What the completion scripts ask: <c>signet __complete zsh WORD…</c>, and <c>signet __complete bash BREAKS LINE</c>. The answer is one line with the
/// paths that the shell adds and the prefix of the value, then a line for each value. It is no command: its words are those of another command line.
/// </summary>
internal static class CompletionRequest
{
    /// <summary>The first word.</summary>
    public const string Name = "__complete";

    /// <summary>Answers.</summary>
    /// <param name="root">All commands.</param>
    /// <param name="words">The words behind the name.</param>
    /// <param name="environment">The environment of the user.</param>
    /// <param name="output">Gets the answer.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> AnswerAsync(
        RootCommand root, string[] words, ApiEnvironment environment, TextWriter output, CancellationToken cancellationToken)
    {
        string answer;
        switch (words)
        {
            case ["bash", var breaks, var line]:
                answer = await OfBashAsync(root, BashLine.Read(line, breaks, environment.Variable), cancellationToken).ConfigureAwait(false);
                break;
            case ["zsh" or "fish" or "pwsh", .. var line]:
                string[] known = [.. line.Select(word => WithHome(word, environment))];
                answer = Format(await CompletionFinder.FindAsync(root, known, cancellationToken).ConfigureAwait(false));
                break;
            default:
                return ExitCodes.Usage;
        }

        await output.WriteAsync(answer).ConfigureAwait(false);
        return ExitCodes.Done;
    }

    /// <summary>The word with the home folder in place of '~', which these shells leave to the command line that is carried out.</summary>
    private static string WithHome(string word, ApiEnvironment environment) =>
        word.StartsWith("~/", StringComparison.Ordinal) && environment.Home is { } home ? home + word[1..] : word;

    private static string Format(Completion completion)
    {
        var text = new StringBuilder(Head(completion, completion.Prefix));
        foreach (var (value, description) in completion.Candidates.Where(candidate => IsPrintable(candidate.Value)))
        {
            text.Append(value).Append('\t').Append(TextTable.Clean(description)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Bash inserts values as they are, so they are quoted, filtered, and reduced to the part that readline replaces.</summary>
    private static async ValueTask<string> OfBashAsync(RootCommand root, BashLine line, CancellationToken cancellationToken)
    {
        var word = line.Words[^1];
        var completion = await CompletionFinder.FindAsync(root, [.. line.Words.Skip(1)], cancellationToken).ConfigureAwait(false);
        var values = completion.Candidates
            .Select(candidate => completion.Prefix + candidate.Value)
            .Where(value => value.StartsWith(word, StringComparison.Ordinal) && IsPrintable(value))
            .ToList();

        // The prefix that readline keeps is none for the shell's own completion of paths, either.
        var text = new StringBuilder(Head(completion, line.Kept >= completion.Prefix.Length ? "" : completion.Prefix));
        foreach (var value in values)
        {
            text.Append(line.Replacement(value)).Append('\n');
        }

        return text.ToString();
    }

    private static string Head(Completion completion, string prefix) => $"{completion.Paths switch
    {
        PathCompletion.Files => "files",
        PathCompletion.Directories => "directories",
        _ => "none",
    }}\t{prefix}\n";

    private static bool IsPrintable(string value) => value.Length > 0 && !value.Any(char.IsControl);
}
