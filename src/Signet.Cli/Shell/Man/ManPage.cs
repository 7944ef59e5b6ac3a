using System.CommandLine;
using System.Globalization;
using Signet.Cli.Commands;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Shell.Man;

/// <summary>The manual page of a command, from the data of its help.</summary>
internal static class ManPage
{
    private const string Section = "1";

    /// <summary>The name of the page's file: <c>signet-token-create.1</c>.</summary>
    public static string FileOf(CommandEntry entry) => $"{NameOf(entry)}.{Section}";

    /// <summary>Renders the page.</summary>
    /// <param name="entry">The command.</param>
    /// <param name="root">All commands.</param>
    /// <param name="date">The date of the page.</param>
    public static string Render(CommandEntry entry, RootCommand root, DateOnly date)
    {
        var page = new RoffWriter()
            .Title(NameOf(entry).ToUpperInvariant(), Section, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), $"signet {ProductVersion.Text}")
            .Section("NAME").Text($"{NameOf(entry)} - {entry.Summary}");
        WriteSynopsis(page, entry);
        page.Section("DESCRIPTION").Text(entry.Text);
        WriteCommands(page, entry);
        WriteArguments(page, entry);
        WriteFlags(page, "OPTIONS", entry.Flags);
        WriteFlags(page, "SETTINGS", entry.Settings);
        WriteExitCodes(page, entry);
        if (entry.Words.Count == 0)
        {
            WriteEnvironment(page);
        }

        WriteRelated(page, entry, root);
        return page.ToString();
    }

    private static string NameOf(CommandEntry entry) => string.Join('-', ["signet", .. entry.Words]);

    private static void WriteSynopsis(RoffWriter page, CommandEntry entry)
    {
        page.Section("SYNOPSIS").Fonts(
        [
            (entry.FullName, true),
            (entry.Children.Any() ? " COMMAND" : "", false),
            .. entry.Arguments.Select(argument => (argument.Arity switch
            {
                { MinimumNumberOfValues: 0, MaximumNumberOfValues: 1 } => $" [{argument.Name}]",
                { MinimumNumberOfValues: 0 } => $" [{argument.Name}...]",
                _ => $" {argument.Name}",
            }, false)),
            (entry.Flags.Concat(entry.Settings).Any() ? " [FLAG...]" : "", false),
        ]);
    }

    private static void WriteCommands(RoffWriter page, CommandEntry entry)
    {
        if (entry.Children.Any())
        {
            page.Section("COMMANDS");
        }

        foreach (var child in entry.Children)
        {
            page.Entry([($"{NameOf(child)}({Section})", true)]).Text($"{child.Summary}.");
        }
    }

    private static void WriteArguments(RoffWriter page, CommandEntry entry)
    {
        if (entry.Arguments.Any())
        {
            page.Section("ARGUMENTS");
        }

        foreach (var argument in entry.Arguments)
        {
            page.Entry([(argument.Name, false)]).Text(argument.Description!);
        }
    }

    private static void WriteFlags(RoffWriter page, string heading, IEnumerable<Option> flags)
    {
        foreach (var (flag, index) in flags.Select((flag, index) => (flag, index)))
        {
            if (index == 0)
            {
                page.Section(heading);
            }

            page.Entry(CommandEntry.NamesOf(flag).SelectMany((name, at) => (IEnumerable<(string, bool)>)
                [($"{(at > 0 ? ", " : "")}{name.Name}", true), (name.Value is { } value ? $" {value}" : "", false)])).Text(flag.Description!);
        }
    }

    private static void WriteExitCodes(RoffWriter page, CommandEntry entry)
    {
        page.Section("EXIT STATUS");
        if (entry.Words.Count > 0)
        {
            page.Text(entry.ExitCodes ?? "As in signet(1).");
            return;
        }

        foreach (var (code, meaning) in ExitCodes.All)
        {
            page.Entry([(code.ToString(CultureInfo.InvariantCulture), true)]).Text($"{char.ToUpperInvariant(meaning[0])}{meaning[1..]}.");
        }
    }

    private static void WriteEnvironment(RoffWriter page)
    {
        page.Section("ENVIRONMENT");
        foreach (var (variable, meaning) in (IEnumerable<(string, string)>)
        [
            ("KUBECONFIG", "The kubeconfigs of commands that talk to a server, separated by colons. The first definition of a name is used; missing files are ignored."),
            ("NO_COLOR", "When it is set, there are no colours on a terminal."),
            ("SIGNET_*", "The settings of the server, such as SIGNET_SECURE_PORT for --secure-port. A flag takes precedence."),
        ])
        {
            page.Entry([(variable, true)]).Text(meaning);
        }
    }

    private static void WriteRelated(RoffWriter page, CommandEntry entry, RootCommand root)
    {
        var parent = CommandWords.Find(root, [.. entry.Words.SkipLast(1)])!;
        var related = entry.Words.Count == 0 ? entry.Children
            : parent.Words.Count == 0 ? [parent, .. entry.Children]
            : parent.Children.Where(child => child.Name != entry.Name).Prepend(parent);
        page.Section("SEE ALSO").Text($"{string.Join(", ", related.Select(each => $"{NameOf(each)}({Section})"))}.");
    }
}
