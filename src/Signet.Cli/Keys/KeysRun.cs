using System.CommandLine;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Keys;

/// <summary>Runs a command on keys: a failure that is expected is one line on standard error.</summary>
internal static class KeysRun
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code (<see cref="KeysExitCode"/>).</returns>
    public static async Task<int> RunAsync(ParseResult parsed, Func<Task<int>> command)
    {
        try
        {
            return await command().ConfigureAwait(false);
        }
        catch (KeysException exception)
        {
            return await FailAsync(parsed, exception, exception.ExitCode).ConfigureAwait(false);
        }
        catch (StartupException exception)
        {
            return await FailAsync(parsed, exception, exception.ExitCode).ConfigureAwait(false);
        }
    }

    private static async Task<int> FailAsync(ParseResult parsed, Exception exception, int exitCode)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync($"signet: {exception.Message.ReplaceLineEndings(" ")}").ConfigureAwait(false);
        return exitCode;
    }
}
