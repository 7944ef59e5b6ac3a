using System.Globalization;
using System.Text;
using Signet.Cli;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Cli.Serve;

namespace Signet.Tests.House.Reference;

/// <summary><c>docs/reference/commands.md</c>: the commands, as their help has them.</summary>
public sealed class CommandsPageTests : GeneratedPageTests
{
    private const string Introduction = """
        # Commands

        All commands of `signet`, with their flags and exit codes. `signet COMMAND --help` prints the same data. This page is generated from the commands; do not edit it by hand.

        **Server.** `signet token create`, `token review`, `whoami` and `context` use a kubeconfig as kubectl does: `--kubeconfig`, else the files of `$KUBECONFIG` (the first definition of a name
        is used; missing files are ignored), else `~/.kube/config`, else the service account of the pod, and else, with a note on standard error, `signet-data/admin.kubeconfig`. They work with every
        Kubernetes API. Supported are `certificate-authority`, `client-certificate` and `client-key` (also with `-data`), `token`, `tokenFile`, `tls-server-name`, `insecure-skip-tls-verify`,
        `proxy-url` without a password, and `namespace`. Not supported are credential plugins (`exec`), `auth-provider`, passwords and impersonation: let the plugin write its token into a file, and
        name that as `tokenFile`.

        **Output.** The result is on standard output: text for people, or the object with `-o json` or `-o yaml`. Notes and warnings are on standard error. Colours are used only on a terminal, and
        not when `NO_COLOR` is set.

        **Errors.** A failure is one line on standard error that begins with `signet: ` and says what to do. A token or a key is never in it.

        ## Exit codes


        """;

    /// <summary>Commands with an exit code besides 0, 1 and 78 explain it in their help.</summary>
    [Theory]
    [InlineData("token review", ExitCodes.Found)]
    [InlineData("token inspect", ExitCodes.Found)]
    [InlineData("keys", ExitCodes.Unconfirmed, ExitCodes.Found)]
    [InlineData("issuers", ExitCodes.Unconfirmed)]
    [InlineData("store", ExitCodes.Unconfirmed, ExitCodes.Found, ExitCodes.SourceChanged)]
    public void Help_FurtherExitCodes_AreExplained(string path, params int[] codes)
    {
        var command = Commands().Single(each => each.Name == path);

        Assert.All(codes, code => Assert.Contains($" {code} ", $" {command.ExitCodes}", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<(string Name, string Text)>> RenderAsync() => new([("commands.md", Render())]);

    private static IEnumerable<CommandEntry> Commands() => CommandEntry.AllOf(SignetCommandLine.Create(TimeProvider.System, new ApiEnvironment()));

    private static string Render()
    {
        var page = new StringBuilder(Introduction).Append("| code | meaning |\n|---|---|\n");
        foreach (var (code, meaning) in ExitCodes.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {code} | {meaning} |\n");
        }

        page.Append("\n## All commands\n\n| command | what it does |\n|---|---|\n");
        foreach (var entry in Commands())
        {
            page.Append(CultureInfo.InvariantCulture, $"| [`{entry.Name}`](#{entry.Name.Replace(' ', '-')}) | {MarkdownCell.Of(entry.Summary)} |\n");
        }

        foreach (var entry in Commands())
        {
            AppendCommand(page, entry);
        }

        return page.ToString();
    }

    private static void AppendCommand(StringBuilder page, CommandEntry entry)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {entry.Name}\n{MarkdownCell.Of(entry.Description)}\n");
        if (!entry.Arguments.Any() && entry.Command.Options.Count == 0)
        {
            return;
        }

        page.Append('\n');
        foreach (var argument in entry.Arguments)
        {
            page.Append(CultureInfo.InvariantCulture, $"- `{argument.Name}`: {MarkdownCell.Of(argument.Description!)}\n");
        }

        foreach (var flag in entry.Flags)
        {
            var names = string.Join(", ", CommandEntry.NamesOf(flag).Select(each => $"`{each.Name}{(each.Value is { } value ? $" {value}" : "")}`"));
            page.Append(CultureInfo.InvariantCulture, $"- {names}: {MarkdownCell.Of(flag.Description!)}\n");
        }

        if (entry.Settings.ToList() is { Count: > 0 } settings)
        {
            page.Append("- settings: ").Append(entry.Name == ServeCommand.Create(TimeProvider.System).Name
                ? "all of the [settings reference](settings.md)\n"
                : string.Join(", ", settings.Select(option => $"[`{option.Name}`](settings.md#{option.Name})")) + "\n");
        }
    }
}
