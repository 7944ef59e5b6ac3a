using Microsoft.Extensions.Logging;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Serve;

/// <summary>Reports a start that failed.</summary>
internal static class FailedStart
{
    /// <summary>Writes one line (the command line's own handler would print a stack trace), and returns the exit code.</summary>
    public static async Task<int> ReportAsync(Exception exception, TextWriter errors, LogLevel level)
    {
        var expected = exception as StartupException;
        await errors.WriteLineAsync($"signet: {expected?.Message.ReplaceLineEndings(" ") ?? StartFault.Describe(exception)}").ConfigureAwait(false);
        if (level <= LogLevel.Debug)
        {
            await errors.WriteLineAsync(exception.ToString()).ConfigureAwait(false);
        }

        return expected?.ExitCode ?? StartFault.TransientExitCode;
    }
}
