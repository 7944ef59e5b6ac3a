using System.Collections;
using System.CommandLine;
using Microsoft.Extensions.Logging;
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
        var config = new Option<string?>("--config")
        {
            HelpName = "FILE",
            Description = "A YAML file with settings; the keys are the flags without dashes. A flag takes precedence over a SIGNET_* variable, a variable over the file. [default: none]",
        };
        var flags = new List<(Setting Setting, Option<string[]> Option)>();
        foreach (var setting in SettingsTable.All)
        {
            var option = new Option<string[]>("--" + setting.Name)
            {
                HelpName = setting.ValueName,
                Description = $"{setting.Help}{(setting.IsList ? " May be repeated." : "")} [default: {setting.Default}] [variable: {setting.Variable}]",
                Arity = setting.IsFlag ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore,
                AllowMultipleArgumentsPerToken = false,
            };
            flags.Add((setting, option));
            command.Add(option);
        }

        command.Add(config);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, flags, parsed.GetValue(config), time, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        List<(Setting Setting, Option<string[]> Option)> flags,
        string? config,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = parsed.InvocationConfiguration.Error;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ProcessSignals.Stopping);
        var options = new ServerOptions();
        SignetServer server;
        try
        {
            options = SettingsLoader.Load(FlagsOf(parsed, flags), Variables(), config);
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

    private static Dictionary<string, IReadOnlyList<string>> FlagsOf(ParseResult parsed, List<(Setting Setting, Option<string[]> Option)> flags)
    {
        var given = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (setting, option) in flags)
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                var values = parsed.GetValue(option) ?? [];
                given[setting.Name] = values.Length == 0 && setting.IsFlag ? ["true"] : values;
            }
        }

        return given;
    }

    private static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return variables;
    }
}
