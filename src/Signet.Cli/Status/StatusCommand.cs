using System.CommandLine;
using System.Net;
using System.Text;
using Signet.Cli.Api;
using Signet.Cli.Commands;

namespace Signet.Cli.Status;

/// <summary><c>signet status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create(TimeProvider time, ApiEnvironment environment)
    {
        var command = new Command(
            "status",
            "Shows how a running server is: version, readiness with its checks, store, leader, keys with their next steps, and the ends of certificates. Exit code 4 when it is not ready.");
        var output = OutputOption.Create();
        command.Add(output);
        var api = new ApiOptions(command, environment);
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(parsed, async () =>
        {
            using var connection = api.Open(parsed);
            var version = await connection.GetAsync("version", "application/json", cancellationToken).ConfigureAwait(false);
            var health = await connection.GetAsync("readyz?verbose", "text/plain", cancellationToken).ConfigureAwait(false);
            var metrics = await connection.GetAsync("metrics", "text/plain", cancellationToken).ConfigureAwait(false);
            if (metrics.Code != HttpStatusCode.OK || version.Body is not { } versions)
            {
                throw ApiFault.Of(connection, metrics.Code != HttpStatusCode.OK ? metrics : version);
            }

            var samples = MetricText.Read(Encoding.UTF8.GetString(metrics.Content)).ToList();
            if (!samples.Exists(sample => sample.Name == "signet_build_info"))
            {
                throw new CommandException($"{connection.Name} is not a Signet server, or older than this command: its metrics do not name the version");
            }

            var status = ServerStatus.Make(connection.Name, versions, Encoding.UTF8.GetString(health.Content), samples);
            var style = TerminalStyle.Of(parsed.InvocationConfiguration.Output, environment.Variable);
            await parsed.InvocationConfiguration.Output.WriteAsync(ObjectOutput.Render(
                status, OutputOption.FormatOf(parsed, output), document => new StatusTable(style, time.GetUtcNow()).Render(document))).ConfigureAwait(false);
            return (bool)status["ready"]! ? ExitCodes.Done : ExitCodes.Found;
        }));
        return command;
    }
}
