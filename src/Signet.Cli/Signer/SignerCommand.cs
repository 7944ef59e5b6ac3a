using System.CommandLine;
using Signet.Cli.Serve;
using Signet.Cli.Settings;
using Signet.Server.Audit.Output;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Signers;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Signer;

/// <summary><c>signet signer</c>; its flags are the settings of keys and of the signer.</summary>
internal static class SignerCommand
{
    public const string Name = "signer";

    /// <summary>The settings of the command. Variables and the configuration file may have others, so that both commands can share them.</summary>
    private static readonly string[] Names =
    [
        SignerSettingsTable.Listen, "data-dir", "accept-store-loss", "service-account-signing-key-file", "service-account-key-file", "unpublished-key-file",
        "signing-algorithm", "signing-algorithm-for-audience", "signing-key-rotation-interval", "signing-key-publication-lead", "signing-key-activation",
        "signing-key-import-file", "pkcs11-sessions", "key-encryption-key-file",
        "service-account-max-token-expiration", "signer-allow-uids", "signer-allow-gids", "signer-audit-log-path", "signer-refresh-hint", "signer-max-audiences",
        "signer-max-rate", ProcessSettingsTable.CoreDumps, "log-level", .. ObservabilitySettingsTable.Names,
    ];

    public static Command Create(TimeProvider time)
    {
        var command = new Command(
            Name, "Signs the tokens of kube-apiservers (--service-account-signing-endpoint) with the keys of --data-dir or of files. Serves no API.");
        var flags = new SettingFlags(command, Names.Select(name => SettingsTable.Find(name)!), AliasOf);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, flags, time, cancellationToken));
        return command;
    }

    private static string? AliasOf(string name) => name switch
    {
        SignerSettingsTable.Listen => "listen",
        "service-account-key-file" => "retired-key-file",
        _ => null,
    };

    private static async Task<int> RunAsync(ParseResult parsed, SettingFlags flags, TimeProvider time, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ProcessSignals.Stopping);
        var options = new ServerOptions();
        SignerServer signer;
        try
        {
            options = flags.Load(parsed);
            ProcessMemory.Protect(options);
            signer = options.Signer.Listen is null
                ? throw new StartupException("--listen is required: unix:PATH or unix:@NAME")
                : await SignerServer.StartAsync(
                    options, new LoggingPlan.Console(options.LogLevel) { Format = options.LogFormat }, time, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ProcessSignals.Stopping.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception exception)
        {
            return await FailedStart.ReportAsync(exception, parsed.InvocationConfiguration.Error, options.LogLevel).ConfigureAwait(false);
        }

        await using (signer.ConfigureAwait(false))
        {
            ProcessSignals.OnReload(signer.Reload);
            var invocation = parsed.InvocationConfiguration;
            var output = AuditOutputs.IsStandardOutput(options.Signer.AuditLogPath) ? invocation.Error : invocation.Output;
            await output.WriteLineAsync($"Signet signs for clients of {options.Signer.Listen}").ConfigureAwait(false);
            await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            await signer.WaitForShutdownAsync(ending.Token).ConfigureAwait(false);
        }

        return 0;
    }
}
