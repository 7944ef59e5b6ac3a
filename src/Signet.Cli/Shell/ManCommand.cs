using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Cli.Shell.Man;

namespace Signet.Cli.Shell;

/// <summary><c>signet man [COMMAND…]</c>, and <c>signet man --to DIR</c>.</summary>
internal sealed class ManCommand
{
    /// <summary>The end of the year 9999.</summary>
    private const long MaxSeconds = 253402300799;

    private readonly CandidateArgument<string[]> _words = CommandWords.Create("signet itself");

    private readonly Option<string?> _to = new("--to")
    {
        HelpName = "DIR",
        Description = "Write the pages of all commands into a directory, such as /usr/local/share/man/man1, which is made when it does not exist. Their date is $SOURCE_DATE_EPOCH, else today.",
    };

    private readonly ApiEnvironment _environment;
    private readonly TimeProvider _time;

    private ManCommand(TimeProvider time, ApiEnvironment environment) => (_time, _environment) = (time, environment);

    public static Command Create(TimeProvider time, ApiEnvironment environment)
    {
        var man = new ManCommand(time, environment);
        var command = new Command(
            "man",
            "Shows the manual page of a command: on a terminal by the program man, else as its source (roff). With --to the pages of all commands are written.") { man._words, man._to };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(parsed, () => man.RunAsync(parsed, cancellationToken)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var words = parsed.GetValue(_words) ?? [];
        CommandWords.RefuseFlag(parsed, words);
        var root = (RootCommand)parsed.RootCommandResult.Command;
        if (parsed.GetValue(_to) is { } folder)
        {
            return words.Length == 0
                ? await WriteAllAsync(parsed, root, folder, cancellationToken).ConfigureAwait(false)
                : throw new CommandException("--to writes the pages of all commands; leave COMMAND out", ExitCodes.Usage);
        }

        var entry = CommandWords.Find(root, words) ??
            throw new CommandException($"there is no command \"{TextTable.Clean(string.Join(' ', words))}\"; `signet --help` lists all", ExitCodes.Usage);
        var page = ManPage.Render(entry, root, Date());
        var output = parsed.InvocationConfiguration.Output;
        if (TerminalStyle.IsTerminal(output))
        {
            return await ShowAsync(entry, page, cancellationToken).ConfigureAwait(false);
        }

        await output.WriteAsync(page).ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private async Task<int> WriteAllAsync(ParseResult parsed, RootCommand root, string folder, CancellationToken cancellationToken)
    {
        var entries = CommandEntry.AllOf(root).Prepend(new CommandEntry([], root)).ToList();
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var entry in entries)
            {
                var page = ManPage.Render(entry, root, Date());
                await File.WriteAllTextAsync(Path.Combine(folder, ManPage.FileOf(entry)), page, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--to: {folder}: {exception.Message}", inner: exception);
        }

        await parsed.InvocationConfiguration.Output.WriteLineAsync($"Wrote {entries.Count} pages into {folder}.").ConfigureAwait(false);
        return ExitCodes.Done;
    }

    /// <summary>The date of the pages. SOURCE_DATE_EPOCH makes a build repeatable (reproducible-builds.org).</summary>
    private DateOnly Date() => DateOnly.FromDateTime(_environment.Variable("SOURCE_DATE_EPOCH") switch
    {
        null or "" => _time.GetUtcNow().UtcDateTime,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MaxSeconds =>
            DateTime.UnixEpoch.AddSeconds(seconds),
        var text => throw new CommandException($"$SOURCE_DATE_EPOCH: \"{TextTable.Clean(text)}\" is not a number of seconds", ExitCodes.Usage),
    });

    /// <summary>Lets <c>man</c> render the page and start the pager of the user.</summary>
    private static async Task<int> ShowAsync(CommandEntry entry, string page, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("signet-man-");
        try
        {
            var file = Path.Combine(folder.FullName, ManPage.FileOf(entry));
            await File.WriteAllTextAsync(file, page, cancellationToken).ConfigureAwait(false);
            using var man = Process.Start(new ProcessStartInfo("man", [file]))!;
            await man.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return man.ExitCode == 0 ? ExitCodes.Done : ExitCodes.Failed;
        }
        catch (Win32Exception exception)
        {
            throw new CommandException($"the program man cannot be started ({exception.Message}); `{entry.FullName} --help` shows the same", inner: exception);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
