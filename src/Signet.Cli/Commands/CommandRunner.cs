using System.CommandLine;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Commands;

/// <summary>Runs a command: a failure that is expected is one line on standard error.</summary>
internal static class CommandRunner
{
    /// <summary>Runs it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="command">The command; its result is the exit code.</param>
    /// <param name="codeOf">The exit code of a further expected exception; null for one that is not expected.</param>
    /// <returns>The exit code (<see cref="ExitCodes"/>).</returns>
    public static async Task<int> RunAsync(ParseResult parsed, Func<Task<int>> command, Func<Exception, int?>? codeOf = null)
    {
        try
        {
            return await command().ConfigureAwait(false);
        }
        catch (Exception exception) when ((CodeOf(exception) ?? codeOf?.Invoke(exception)) is { } code)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"signet: {exception.Message.ReplaceLineEndings(" ")}").ConfigureAwait(false);
            return code;
        }
    }

    private static int? CodeOf(Exception exception) => exception switch
    {
        CommandException failed => failed.ExitCode,
        StartupException startup => startup.ExitCode,
        _ => null,
    };
}
