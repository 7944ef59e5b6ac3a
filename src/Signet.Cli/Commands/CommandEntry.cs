using System.CommandLine;
using Signet.Server.Hosting.Settings;

namespace Signet.Cli.Commands;

/// <summary>A command as help, completion, man pages and <c>docs/reference/commands.md</c> describe it.</summary>
/// <param name="Words">The words that name it below <c>signet</c>; none for <c>signet</c> itself.</param>
/// <param name="Command">The command.</param>
internal sealed record CommandEntry(IReadOnlyList<string> Words, Command Command)
{
    private const string ExitCodesHeading = "Exit codes: ";

    /// <summary>The name below <c>signet</c>: <c>token create</c>.</summary>
    public string Name => string.Join(' ', Words);

    /// <summary>The name with the program: <c>signet token create</c>.</summary>
    public string FullName => string.Join(' ', ["signet", .. Words]);

    /// <summary>What it does.</summary>
    public string Description => Command.Description!;

    /// <summary>The first sentence of the description, without its full stop.</summary>
    public string Summary => SummaryOf(Command);

    /// <summary>The description without the exit codes.</summary>
    public string Text => Description.Split(ExitCodesHeading)[0].TrimEnd();

    /// <summary>The exit codes that the description explains, in one text; null when it explains none.</summary>
    public string? ExitCodes => Description.Split(ExitCodesHeading) is [_, var codes] ? codes : null;

    /// <summary>The arguments.</summary>
    public IEnumerable<Argument> Arguments => Command.Arguments.Where(argument => !argument.Hidden);

    /// <summary>The flags that are not settings of the server.</summary>
    public IEnumerable<Option> Flags => Command.Options.Where(option => !option.Hidden && !IsSetting(option));

    /// <summary>The flags that are settings of the server, which the settings reference explains.</summary>
    public IEnumerable<Option> Settings => Command.Options.Where(option => !option.Hidden && IsSetting(option));

    /// <summary>The commands below it, without theirs.</summary>
    public IEnumerable<CommandEntry> Children => Command.Subcommands.Where(sub => !sub.Hidden).Select(sub => new CommandEntry([.. Words, sub.Name], sub));

    /// <summary>All commands below one, parents first.</summary>
    public static IEnumerable<CommandEntry> AllOf(Command root) => new CommandEntry([], root).Descendants();

    /// <summary>The first sentence of a command's description, without its full stop.</summary>
    public static string SummaryOf(Command command) => (command.Description ?? "").Split(". ")[0].TrimEnd('.');

    /// <summary>The names of a flag with its value: <c>--output FORMAT</c>, <c>-o FORMAT</c>.</summary>
    public static IEnumerable<(string Name, string? Value)> NamesOf(Option option) =>
        new[] { option.Name }.Concat(option.Aliases.Where(alias => alias.StartsWith('-'))).Select(name => (name, option.HelpName));

    private IEnumerable<CommandEntry> Descendants() => Children.SelectMany(child => (IEnumerable<CommandEntry>)[child, .. child.Descendants()]);

    private static bool IsSetting(Option option) => option.Name.StartsWith("--", StringComparison.Ordinal) && SettingsTable.Find(option.Name[2..]) is not null;
}
