using System.CommandLine;
using Signet.Server.Hosting.Settings;

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

    /// <summary>Refuses a first word that is an unknown flag: an argument of many words takes it for one of its own.</summary>
    /// <exception cref="CommandException">It is one.</exception>
    public static void RefuseFlag(ParseResult parsed, IReadOnlyList<string> words)
    {
        if (words is [['-', ..] flag, ..])
        {
            // Only its name is shown: the value may be a secret.
            var (name, command) = (TextTable.Clean(flag.Split('=')[0]), parsed.CommandResult.Command);
            throw new CommandException(
                $"unknown flag '{name}'{NameSuggestion.Suggest(name, command.Options.Select(option => option.Name))} ('signet {command.Name} --help' shows the usage)",
                ExitCodes.Usage);
        }
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
