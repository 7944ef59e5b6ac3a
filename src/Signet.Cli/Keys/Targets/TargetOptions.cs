using System.CommandLine;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Cli.Settings;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Keys.Targets;

/// <summary>The flags that say where operations are carried out.</summary>
internal sealed class TargetOptions
{
    private const string DirectoryVariable = "SIGNET_DATA_DIR";

    private readonly OperationKind _kind;
    private readonly ApiEnvironment _environment = ApiEnvironment.OfProcess;
    private readonly Option<string?> _kubeconfig;
    private readonly CandidateOption _context;
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
        _context = ApiCandidates.ContextOption(_kubeconfig, _environment);
        command.Add(_kubeconfig);
        command.Add(_context);
        _settings = new SettingFlags(command, kind.OfflineSettings.Select(name => SettingsTable.Find(name)!).Select(Describe));
    }

    /// <summary>Opens the target: the API, the control socket, or the store itself.</summary>
    /// <exception cref="CommandException">It cannot be reached.</exception>
    /// <exception cref="StartupException">The data directory or a setting cannot be used.</exception>
    public ValueTask<IOperationTarget> OpenAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken) =>
        OpenAsync(parsed, _kind, time, cancellationToken);

    /// <summary>Opens the target for another form of the kind, with the same settings.</summary>
    /// <exception cref="CommandException">It cannot be reached.</exception>
    /// <exception cref="StartupException">The data directory or a setting cannot be used.</exception>
    public async ValueTask<IOperationTarget> OpenAsync(ParseResult parsed, OperationKind kind, TimeProvider time, CancellationToken cancellationToken)
    {
        var given = _settings.NamesOf(parsed);
        var (kubeconfig, context) = (parsed.GetValue(_kubeconfig), parsed.GetValue(_context));
        var isNamed = kubeconfig is not null || context is not null;
        if (isNamed && given.Contains("data-dir"))
        {
            throw new CommandException("--data-dir and --kubeconfig or --context name two servers; give one of them", ExitCodes.Usage);
        }

        if (!isNamed && (given.Contains("data-dir") || !string.IsNullOrEmpty(_environment.Variable(DirectoryVariable))))
        {
            return await OpenDirectoryAsync(parsed, kind, given, time, cancellationToken).ConfigureAwait(false);
        }

        // The default kubeconfig of the user is not taken: what is done to signing keys names its server.
        if (kubeconfig is null && ApiSourceFinder.NamedByVariable(_environment).Count == 0)
        {
            throw new CommandException("--data-dir or --kubeconfig is required: the data directory of the server, or a kubeconfig for its API", ExitCodes.Usage);
        }

        return new ApiTarget(kind, ApiConnection.Open(ApiSourceFinder.Find(kubeconfig, _environment), context, _environment));
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
                throw new CommandException($"--{ignored}: a server runs with {directory}, and its own settings apply; omit the flag, or stop the server", ExitCodes.Usage);
            }

            return running;
        }

        try
        {
            return await kind.OpenStore(options, time, cancellationToken).ConfigureAwait(false);
        }
        catch (StartupException exception) when (exception is { IsTransient: true, InnerException: IOException })
        {
            throw new CommandException(
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
