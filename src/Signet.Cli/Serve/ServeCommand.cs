using System.CommandLine;
using Microsoft.Extensions.Logging;
using Signet.Cli.Settings;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Serve;

/// <summary><c>signet serve</c>; its flags are the table of settings.</summary>
internal static class ServeCommand
{
    public static Command Create(TimeProvider time)
    {
        var command = new Command("serve", "Runs the server. The first start creates the store, the keys and the certificates in --data-dir; later starts use them.");
        var settings = new SettingFlags(command, SettingsTable.All);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, settings, time, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, SettingFlags settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = parsed.InvocationConfiguration.Error;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ProcessSignals.Stopping);
        var options = new ServerOptions();
        SignetServer server;
        try
        {
            options = settings.Load(parsed);
            var builder = new SignetServerBuilder(options)
            {
                Time = time,
                Logging = new LoggingPlan.Console(options.LogLevel),
                Lifetime = new LifetimePlan { StopToken = ending.Token },
            };
            server = await builder.StartAsync(ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ProcessSignals.Stopping.IsCancellationRequested)
        {
            // Stopped before the start was complete; nothing has been served.
            return 0;
        }
        catch (Exception exception) // Whatever stops the start is one line: the command line's own handler prints a stack trace.
        {
            var expected = exception as StartupException;
            await errors.WriteLineAsync($"signet: {expected?.Message.ReplaceLineEndings(" ") ?? StartFault.Describe(exception)}").ConfigureAwait(false);
            if (options.LogLevel <= LogLevel.Debug)
            {
                await errors.WriteLineAsync(exception.ToString()).ConfigureAwait(false);
            }

            return expected?.ExitCode ?? StartFault.TransientExitCode;
        }

        await using (server.ConfigureAwait(false))
        {
            ProcessSignals.OnReload(server.Reload);
            var output = options.Audit.IsStandardOutput ? errors : parsed.InvocationConfiguration.Output;
            foreach (var line in StartReport.Lines(server))
            {
                await output.WriteLineAsync(line).ConfigureAwait(false);
            }

            await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            await server.WaitForShutdownAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return 0;
    }
}
