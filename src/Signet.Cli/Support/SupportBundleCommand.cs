using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Signet.Cli.Api;
using Signet.Cli.Check;
using Signet.Cli.Commands;
using Signet.Cli.Settings;
using Signet.Server.Files;
using Signet.Server.Hosting.Checking;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Settings;

namespace Signet.Cli.Support;

/// <summary><c>signet support-bundle</c>.</summary>
internal sealed class SupportBundleCommand
{
    private const int DefaultLines = 2000;

    private readonly Option<string?> _file = new("--output", "-o") { HelpName = "FILE", Description = "The file to write, a .tar.gz. [default: signet-support-TIME.tar.gz in the current folder]" };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace an existing file." };
    private readonly Option<string?> _log = new("--log-file") { HelpName = "FILE", Description = "The log of the server, whose end is taken along; - reads standard input. [default: none]" };

    private readonly Option<int> _lines = new("--log-lines")
    {
        HelpName = "COUNT",
        DefaultValueFactory = _ => DefaultLines,
        Description = "The maximum number of lines of the log. [default: 2000]",
    };

    private readonly TimeProvider _time;
    private readonly ApiEnvironment _environment;
    private readonly ApiOptions _api;
    private readonly SettingFlags _flags;

    private SupportBundleCommand(Command command, TimeProvider time, ApiEnvironment environment)
    {
        (_time, _environment) = (time, environment);
        command.Add(_file);
        command.Add(_overwrite);
        command.Add(_log);
        command.Add(_lines);
        _api = new ApiOptions(command, environment);
        _flags = new SettingFlags(command, SettingsTable.All);
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(parsed, () => RunAsync(parsed, cancellationToken)));
    }

    public static Command Create(TimeProvider time, ApiEnvironment environment)
    {
        var command = new Command(
            "support-bundle",
            "Writes a .tar.gz for a report of a problem: version, machine, settings, facts of the files that they name, the result of `signet check`, what a running server says of itself, " +
            "and the end of its log. Secrets are left out. Give it the flags of `signet serve`, or its --config.");
        _ = new SupportBundleCommand(command, time, environment);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var path = Path.GetFullPath(
            parsed.GetValue(_file) ?? string.Create(CultureInfo.InvariantCulture, $"signet-support-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.tar.gz"), _environment.Folder);
        BundleFile.RefuseExisting(path, parsed.GetValue(_overwrite));
        var loaded = _flags.Read(parsed);
        var (source, noSource) = FindSource(parsed, loaded);
        var parts = new BundleParts(new Redactor(SecretsOf(loaded, source)));
        await AddLocalAsync(parts, loaded, cancellationToken).ConfigureAwait(false);
        await AddServerAsync(parts, parsed, source, noSource, cancellationToken).ConfigureAwait(false);
        parts.Add(LogTail.Read(parsed.GetValue(_log), Console.In, Math.Max(1, parsed.GetValue(_lines))));
        var files = parts.Finish(now);
        BundleFile.Write(path, parsed.GetValue(_overwrite), files, now);
        await parsed.InvocationConfiguration.Output.WriteLineAsync(
            $"Wrote {path} ({files.Count - 1} parts; {parts.Faults} not complete: MANIFEST.json says why). Read it before you send it: names of accounts and hosts are in it.").ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private async Task AddLocalAsync(BundleParts parts, LoadedSettings loaded, CancellationToken cancellationToken)
    {
        var process = loaded.Options.Store.DataDirectory is { } directory ? FileLocks.HolderOf(Path.Combine(directory, DirectoryRules.LockName)) : null;
        parts.Add(SystemFacts.Of(process));
        parts.Add("settings.json", SettingFacts.Of(loaded, SettingFlags.Variables()));
        parts.Add("files.json", FileFacts.Of(loaded));
        var found = await ServerCheck.RunAsync(loaded, _time, cancellationToken).ConfigureAwait(false);
        parts.Add("check.json", new CheckReport(found).ToJson());
    }

    private async Task AddServerAsync(BundleParts parts, ParseResult parsed, ApiSource? source, string noSource, CancellationToken cancellationToken)
    {
        const string Name = "server";
        if (source is null)
        {
            parts.Add(new BundlePart(Name, null, noSource));
            return;
        }

        try
        {
            using var connection = ApiConnection.Open(source, _api.ContextOf(parsed), _environment);
            parts.Add("server/address.json", new JsonObject { ["server"] = connection.Name });
            await foreach (var part in new ServerAnswers(connection).ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                parts.Add(part);
            }
        }
        catch (CommandException exception)
        {
            parts.Add(new BundlePart(Name, null, exception.Message));
        }
    }

    /// <summary>The flag, else the administrator's kubeconfig in the data directory of the settings, else what other commands use.</summary>
    private (ApiSource? Source, string Fault) FindSource(ParseResult parsed, LoadedSettings loaded)
    {
        try
        {
            var ofDirectory = loaded.Options.Store.DataDirectory is { } directory ? Path.Combine(directory, DataDirectory.KubeconfigName) : null;
            return !_api.AreGiven(parsed) && File.Exists(ofDirectory)
                ? (new ApiSource.Files([Path.GetFullPath(ofDirectory)]), "")
                : (_api.Find(parsed), "");
        }
        catch (CommandException exception)
        {
            return (null, exception.Message);
        }
    }

    private static IReadOnlyCollection<string> SecretsOf(LoadedSettings loaded, ApiSource? source)
    {
        var secrets = new KnownSecrets();
        secrets.Add(loaded);
        secrets.Add(SettingFlags.Variables());
        foreach (var path in (source as ApiSource.Files)?.Paths ?? [])
        {
            secrets.AddKubeconfig(path);
        }

        return secrets.All;
    }
}
