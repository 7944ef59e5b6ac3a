using System.CommandLine;
using Signet.Cli.Commands;

namespace Signet.Cli;

/// <summary><c>signet help [COMMAND…]</c>: the same as <c>COMMAND… --help</c>.</summary>
internal static class HelpCommand
{
    public const string Name = "help";

    /// <summary>The equivalent flag.</summary>
    public const string Flag = "--help";

    public static Command Create() => new Command(Name, "Shows the help of a command.") { CommandWords.Create("all commands are listed") };

    /// <summary>
    /// Rewrites the arguments to use the flag, and those that mean another command: <c>help serve</c> becomes <c>serve --help</c>, and no arguments become
    /// <c>--help</c>.
    /// </summary>
    public static string[] Rewrite(string[] arguments) => arguments switch
    {
        [] => [Flag],
        ["--version"] => [VersionCommand.Name],
        [Name, Flag or "-h" or "-?"] => arguments,
        [Name, .. var words] => [.. words, Flag],
        _ => arguments,
    };
}
