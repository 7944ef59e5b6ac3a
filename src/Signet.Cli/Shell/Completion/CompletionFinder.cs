using System.CommandLine;
using System.CommandLine.Completions;
using Signet.Cli.Commands;

namespace Signet.Cli.Shell.Completion;

/// <summary>Finds what a word of a command line can be completed with. The command tree is the source: commands, flags and their values.</summary>
internal static class CompletionFinder
{
    /// <summary>Finds it.</summary>
    /// <param name="root">All commands.</param>
    /// <param name="words">The words after the name of the program, without quotes; the last one is completed, up to the cursor.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public static async ValueTask<Completion> FindAsync(RootCommand root, string[] words, CancellationToken cancellationToken)
    {
        var (before, word) = words is [.. var first, var last] ? (first, last) : (words, "");
        var state = LineState.After(root, before);
        if (state.IsAfterDashes)
        {
            return await OfArgumentAsync(root, before, state, word, cancellationToken).ConfigureAwait(false);
        }

        if (state.Pending is { } pending && !(state.IsPendingOptional && word.StartsWith('-')))
        {
            // Without the flag whose value is completed: it is incomplete.
            return await OfValueAsync(root, [.. before.SkipLast(1)], pending, pending.HelpName, word, cancellationToken).ConfigureAwait(false);
        }

        if (word.StartsWith('-'))
        {
            return word.IndexOf('=', StringComparison.Ordinal) is var equals and >= 0
                ? await OfAssignmentAsync(root, before, state, word, equals, cancellationToken).ConfigureAwait(false)
                : new Completion([.. Flags(state, word)]);
        }

        if (state is { Arguments: 0, Command.Subcommands.Count: > 0 })
        {
            return new Completion([.. new CommandEntry([], state.Command).Children.Select(child => new Candidate(child.Words[^1], child.Summary))]);
        }

        var found = await OfArgumentAsync(root, before, state, word, cancellationToken).ConfigureAwait(false);
        return word.Length == 0 && found is { Candidates: [], Paths: PathCompletion.None } ? new Completion([.. Flags(state, "--")]) : found;
    }

    private static async ValueTask<Completion> OfAssignmentAsync(
        RootCommand root, string[] before, LineState state, string word, int equals, CancellationToken cancellationToken) =>
        state.FindFlag(word[..equals]) is { } option
            ? await OfValueAsync(root, before, option, option.HelpName, word[(equals + 1)..], cancellationToken).ConfigureAwait(false) with
            {
                Prefix = word[..(equals + 1)],
            }
            : Completion.Nothing;

    private static async ValueTask<Completion> OfArgumentAsync(
        RootCommand root, string[] before, LineState state, string word, CancellationToken cancellationToken)
    {
        var arguments = state.Command.Arguments;
        var argument = state.Arguments < arguments.Count ? arguments[state.Arguments]
            : arguments is [.., { Arity.MaximumNumberOfValues: > 1 } last] ? last
            : null;
        return argument is null ? Completion.Nothing
            : state.IsAfterDashes ? new Completion([]) { Paths = PathCompletion.Files }
            : await OfValueAsync(root, before, argument, argument.Name, word, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<Completion> OfValueAsync(
        RootCommand root, string[] before, Symbol symbol, string? placeholder, string word, CancellationToken cancellationToken)
    {
        if (symbol is IHasCandidates { Candidates: { } source })
        {
            return new Completion(await AskAsync(source, root, before, word, cancellationToken).ConfigureAwait(false));
        }

        var sources = symbol switch
        {
            Option option => option.CompletionSources,
            Argument argument => argument.CompletionSources,
            _ => [],
        };
        var values = sources.SelectMany(fixedValues => fixedValues(CompletionContext.Empty)).Select(item => new Candidate(item.Label, item.Detail ?? ""));
        return new Completion([.. values]) { Paths = PathsOf(placeholder) };
    }

    /// <summary>
    /// Asks a source. One that finds nothing offers nothing, whatever the reason: an error message would be written into the line that is typed.
    /// </summary>
    private static async ValueTask<IReadOnlyList<Candidate>> AskAsync(
        CandidateSource source, RootCommand root, string[] before, string word, CancellationToken cancellationToken)
    {
        try
        {
            return await source(root.Parse(before), word, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CommandException or InvalidOperationException)
        {
            // InvalidOperationException is thrown for the value of another flag that cannot be used (System.CommandLine, GetValue).
            return [];
        }
    }

    private static PathCompletion PathsOf(string? placeholder)
    {
        var alternatives = placeholder?.Split('|') ?? [];
        return alternatives.Any(each => each is "FILE" or "SOCKET") ? PathCompletion.Files
            : alternatives.Any(each => each is "DIR" or "STORE") ? PathCompletion.Directories
            : PathCompletion.None;
    }

    private static IEnumerable<Candidate> Flags(LineState state, string word)
    {
        foreach (var option in state.Flags)
        {
            var description = (option.Description ?? "").Split(". ")[0].Split(" [")[0].TrimEnd('.');
            var names = option.Aliases.Prepend(option.Name).Where(name => name.StartsWith("--", StringComparison.Ordinal) || IsShort(name, word));
            foreach (var name in names)
            {
                yield return new Candidate(name, description);
            }
        }
    }

    /// <summary>Short names such as <c>-o</c> are offered to a word that can become one.</summary>
    private static bool IsShort(string name, string word) =>
        name is ['-', >= 'a' and <= 'z'] && word.Length < 3 && name.StartsWith(word, StringComparison.Ordinal);
}
