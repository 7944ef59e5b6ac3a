using System.CommandLine;

namespace Signet.Cli.Commands;

/// <summary>The argument that names a command: <c>signet help token create</c>.</summary>
internal static class CommandWords
{
    /// <summary>Makes the argument.</summary>
    /// <param name="without">What happens without a name.</param>
    public static CandidateArgument<string[]> Create(string without)
    {
        var argument = new CandidateArgument<string[]>("COMMAND") { Description = $"The command; without one, {without}.", Arity = ArgumentArity.ZeroOrMore };
        argument.Candidates = (parsed, _, _) => ValueTask.FromResult<IReadOnlyList<Candidate>>(
            Find(parsed.RootCommandResult.Command, parsed.GetValue(argument) ?? []) is { } entry
                ? [.. entry.Children.Select(child => new Candidate(child.Words[^1], child.Summary))]
                : []);
        return argument;
    }

    /// <summary>The command of the words; null when there is none.</summary>
    public static CommandEntry? Find(Command root, IReadOnlyList<string> words)
    {
        var entry = new CommandEntry([], root);
        foreach (var word in words)
        {
            if (entry.Children.FirstOrDefault(child => child.Words[^1] == word) is not { } child)
            {
                return null;
            }

            entry = child;
        }

        return entry;
    }
}
