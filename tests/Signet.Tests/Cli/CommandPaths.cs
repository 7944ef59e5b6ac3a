using System.CommandLine;

namespace Signet.Tests.Cli;

/// <summary>A command with the words that name it.</summary>
internal sealed record CommandPaths(IReadOnlyList<string> Words, Command Command)
{
    /// <summary>All commands below one, parents first.</summary>
    public static IEnumerable<CommandPaths> Of(Command parent, IReadOnlyList<string>? words = null) => parent.Subcommands.SelectMany(command =>
    {
        var path = (string[])[.. words ?? [], command.Name];
        return (IEnumerable<CommandPaths>)[new CommandPaths(path, command), .. Of(command, path)];
    });
}
