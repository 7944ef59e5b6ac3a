using System.Collections;
using System.CommandLine;
using Microsoft.Extensions.Logging;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Settings;

namespace Signet.Cli.Serve;

/// <summary><c>signet serve</c>: its flags are the table of settings.</summary>
internal static class ServeCommand
{
    public static Command Create(TimeProvider time)
    {
        var command = new Command("serve", "Runs the server. The first start makes everything that it needs in --data-dir; the next ones use what is there.");
        var config = new Option<string?>("--config")
        {
            HelpName = "FILE",
            Description = "A YAML file with settings: the names of the flags without dashes, and their values. A flag beats a SIGNET_* variable, a variable beats the file. [default: none]",
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
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var level = LogLevel.Information;
        SignetServer server;
        try
        {
            var options = SettingsLoader.Load(FlagsOf(parsed, flags), Variables(), config);
            level = options.LogLevel;
            server = await SignetServer.StartAsync(options, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) // Whatever stops the start is one line: the command line's own handler prints a stack trace.
        {
            var expected = exception as StartupException;
            await errors.WriteLineAsync($"signet: {expected?.Message.ReplaceLineEndings(" ") ?? StartFault.Describe(exception)}").ConfigureAwait(false);
            if (level <= LogLevel.Debug)
            {
                await errors.WriteLineAsync(exception.ToString()).ConfigureAwait(false);
            }

            return expected?.ExitCode ?? StartFault.TransientExitCode;
        }

        await using (server.ConfigureAwait(false))
        {
            foreach (var line in server.Report)
            {
                await output.WriteLineAsync(line).ConfigureAwait(false);
            }

            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            await server.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
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
