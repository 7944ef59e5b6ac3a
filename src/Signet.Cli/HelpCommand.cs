using System.CommandLine;

namespace Signet.Cli;

/// <summary><c>signet help [COMMAND…]</c>: the same as <c>--help</c> behind the command.</summary>
internal static class HelpCommand
{
    /// <summary>The name of the command.</summary>
    public const string Name = "help";

    /// <summary>The flag that stands for it everywhere.</summary>
    public const string Flag = "--help";

    public static Command Create()
    {
        var words = new Argument<string[]>("COMMAND") { Description = "The command to explain; without one, all are listed.", Arity = ArgumentArity.ZeroOrMore };
        return new Command(Name, "Explains a command.") { words };
    }

    /// <summary>The arguments with the help asked for by the flag: <c>help serve</c> is <c>serve --help</c>, and nothing at all is <c>--help</c>.</summary>
    public static string[] Rewrite(string[] arguments) => arguments switch
    {
        [] => [Flag],
        [Name, Flag or "-h" or "-?"] => arguments,
        [Name, .. var words] => [.. words, Flag],
        _ => arguments,
    };
}
