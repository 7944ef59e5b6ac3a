using System.CommandLine;
using Signet.Cli.Settings;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Keys.Targets;

/// <summary>The flags that say where operations are carried out.</summary>
internal sealed class TargetOptions
{
    private const string DirectoryVariable = "SIGNET_DATA_DIR";
    private const string KubeconfigVariable = "KUBECONFIG";

    private readonly OperationKind _kind;
    private readonly Option<string?> _kubeconfig;
    private readonly SettingFlags _settings;

    /// <summary>Adds the flags to a command.</summary>
    public TargetOptions(Command command, OperationKind kind)
    {
        _kind = kind;
        _kubeconfig = new("--kubeconfig")
        {
            HelpName = "FILE",
            Description =
                $"The kubeconfig of the server, for its API. Needs the verb create of {kind.Plural} in tokens.signet.dev. [default: $KUBECONFIG, unless a data directory is given]",
        };
        command.Add(_kubeconfig);
        _settings = new SettingFlags(command, kind.OfflineSettings.Select(name => SettingsTable.Find(name)!).Select(Describe));
    }

    /// <summary>Opens the target: the API, the control socket, or the store itself.</summary>
    /// <exception cref="KeysException">It cannot be reached.</exception>
    /// <exception cref="StartupException">The data directory or a setting cannot be used.</exception>
    public ValueTask<IOperationTarget> OpenAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken) =>
        OpenAsync(parsed, _kind, time, cancellationToken);

    /// <summary>Opens the target for another form of the kind, with the same settings.</summary>
    /// <exception cref="KeysException">It cannot be reached.</exception>
    /// <exception cref="StartupException">The data directory or a setting cannot be used.</exception>
    public async ValueTask<IOperationTarget> OpenAsync(ParseResult parsed, OperationKind kind, TimeProvider time, CancellationToken cancellationToken)
    {
        var given = _settings.NamesOf(parsed);
        var kubeconfig = parsed.GetValue(_kubeconfig);
        if (kubeconfig is not null && given.Contains("data-dir"))
        {
            throw new KeysException("--data-dir and --kubeconfig name two servers; give one of them", KeysExitCode.Usage);
        }

        if (kubeconfig is null && !given.Contains("data-dir") && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(DirectoryVariable)))
        {
            kubeconfig = Environment.GetEnvironmentVariable(KubeconfigVariable) is { Length: > 0 } variable
                ? variable
                : throw new KeysException("--data-dir or --kubeconfig is required: the data directory of the server, or a kubeconfig for its API", KeysExitCode.Usage);
            if (kubeconfig.Contains(Path.PathSeparator, StringComparison.Ordinal))
            {
                throw new KeysException($"${KubeconfigVariable} names several files; give one of them as --kubeconfig", KeysExitCode.Usage);
            }
        }

        return kubeconfig is not null
            ? KubeconfigClient.Open(kind, kubeconfig)
            : await OpenDirectoryAsync(parsed, kind, given, time, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IOperationTarget> OpenDirectoryAsync(
        ParseResult parsed, OperationKind kind, IReadOnlyCollection<string> given, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = _settings.Load(parsed);
        var directory = Path.GetFullPath(options.Store.DataDirectory!);
        if (await ControlClient.TryConnectAsync(kind, directory, cancellationToken).ConfigureAwait(false) is { } running)
        {
            if (given.FirstOrDefault(name => name != "data-dir") is { } ignored)
            {
                await running.DisposeAsync().ConfigureAwait(false);
                throw new KeysException($"--{ignored}: a server runs with {directory}, and its own settings apply; omit the flag, or stop the server", KeysExitCode.Usage);
            }

            return running;
        }

        try
        {
            return await kind.OpenStore(options, time, cancellationToken).ConfigureAwait(false);
        }
        catch (StartupException exception) when (exception is { IsTransient: true, InnerException: IOException })
        {
            throw new KeysException(
                $"{exception.Message}, which does not answer at its control socket: it starts or ends (repeat the command), or is an earlier version of Signet (use --kubeconfig)",
                inner: exception);
        }
    }

    private static Setting Describe(Setting setting) => setting.Name == "data-dir"
        ? setting with
        {
            Default = "none",
            Help = "The data directory of the server. Its running process does what is asked for, through the control socket; when none runs, the command changes the store itself.",
        }
        : setting with { Help = $"As given to `signet serve`; only for a data directory that no server uses. {setting.Help}" };
}
