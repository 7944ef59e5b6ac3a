using System.CommandLine;

namespace Signet.Cli;

/// <summary><c>signet help [COMMAND…]</c>: the same as <c>COMMAND… --help</c>.</summary>
internal static class HelpCommand
{
    public const string Name = "help";

    /// <summary>The equivalent flag.</summary>
    public const string Flag = "--help";

    public static Command Create()
    {
        var words = new Argument<string[]>("COMMAND") { Description = "The command; without one, all commands are listed.", Arity = ArgumentArity.ZeroOrMore };
        return new Command(Name, "Shows the help of a command.") { words };
    }

    /// <summary>Rewrites the arguments to use the flag: <c>help serve</c> becomes <c>serve --help</c>, and no arguments become <c>--help</c>.</summary>
    public static string[] Rewrite(string[] arguments) => arguments switch
    {
        [] => [Flag],
        [Name, Flag or "-h" or "-?"] => arguments,
        [Name, .. var words] => [.. words, Flag],
        _ => arguments,
    };
}
