using System.CommandLine;
using Signet.Cli.Settings;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Keys.Targets;

/// <summary>The flags that say where the keys are.</summary>
internal sealed class TargetOptions
{
    private const string DirectoryVariable = "SIGNET_DATA_DIR";
    private const string KubeconfigVariable = "KUBECONFIG";

    /// <summary>The settings that matter when no server runs.</summary>
    private static readonly string[] Offline =
    [
        "data-dir", "key-encryption-key-file", "signing-algorithm", "signing-algorithm-for-audience", "signing-key-rotation-interval",
        "etcd-servers", "etcd-cafile", "etcd-certfile", "etcd-keyfile", "etcd-user", "etcd-password-file", "etcd-prefix",
        "signing-key-publication-lead", "service-account-max-token-expiration", "service-account-extend-token-expiration",
    ];

    private readonly Option<string?> _kubeconfig = new("--kubeconfig")
    {
        HelpName = "FILE",
        Description = "The kubeconfig of the server, for its API. Needs the verb create of signingkeyoperations in tokens.signet.dev. [default: $KUBECONFIG, unless a data directory is given]",
    };

    private readonly SettingFlags _settings;

    /// <summary>Adds the flags to a command.</summary>
    public TargetOptions(Command command)
    {
        command.Add(_kubeconfig);
        _settings = new SettingFlags(command, Offline.Select(name => SettingsTable.Find(name)!).Select(Describe));
    }

    /// <summary>Opens the keys: over the API, through the control socket, or the store itself.</summary>
    /// <exception cref="KeysException">They cannot be reached.</exception>
    /// <exception cref="StartupException">The data directory or a setting cannot be used.</exception>
    public async ValueTask<IKeyTarget> OpenAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken)
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
            ? KubeconfigClient.Open(kubeconfig)
            : await OpenDirectoryAsync(parsed, given, time, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IKeyTarget> OpenDirectoryAsync(
        ParseResult parsed, IReadOnlyCollection<string> given, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = _settings.Load(parsed);
        var directory = Path.GetFullPath(options.Store.DataDirectory!);
        if (await ControlClient.TryConnectAsync(directory, cancellationToken).ConfigureAwait(false) is { } running)
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
            return await StoreKeyTarget.OpenAsync(options, time, cancellationToken).ConfigureAwait(false);
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
