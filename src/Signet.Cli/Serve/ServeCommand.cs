using System.CommandLine;
using Signet.Cli.Settings;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Settings;

namespace Signet.Cli.Serve;

/// <summary><c>signet serve</c>; its flags are the table of settings.</summary>
internal static class ServeCommand
{
    public static Command Create(TimeProvider time)
    {
        var command = new Command("serve", "Runs the server. The first start creates the store, the keys and the certificates in --data-dir; later starts use them.");
        var flags = new SettingFlags(command, SettingsTable.All);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, flags, time, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, SettingFlags flags, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = parsed.InvocationConfiguration.Error;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ProcessSignals.Stopping);
        var options = new ServerOptions();
        WorkerThreads.Reserve();
        SignetServer server;
        SystemdService service;
        try
        {
            options = flags.Load(parsed);
            ProcessMemory.Protect(options);
            service = SystemdService.Open();
            var builder = new SignetServerBuilder(options)
            {
                Time = time,
                Logging = new LoggingPlan.Console(options.LogLevel) { Format = options.LogFormat },
                Listener = service.Listener(options.Listener),
                PublicSocket = service.PublicSocket,
                Lifetime = new LifetimePlan { StopToken = ending.Token },
            };
            server = await builder.StartAsync(ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ProcessSignals.Stopping.IsCancellationRequested)
        {
            // Stopped before the start was complete; nothing has been served.
            return 0;
        }
        catch (Exception exception)
        {
            return await FailedStart.ReportAsync(exception, errors, options.LogLevel).ConfigureAwait(false);
        }

        await using (service.ConfigureAwait(false))
        await using (server.ConfigureAwait(false))
        {
            ProcessSignals.OnReload(service.Follow(server, time));
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
