using System.CommandLine;
using Signet.Core.Storage;
using Signet.Core.Storage.Copying;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Store;

/// <summary>Runs a command on a store: a failure that is expected is one line on standard error.</summary>
internal static class StoreRun
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code (<see cref="StoreExitCode"/>).</returns>
    public static async Task<int> RunAsync(ParseResult parsed, Func<Task<int>> command)
    {
        try
        {
            return await command().ConfigureAwait(false);
        }
        catch (Exception exception) when (CodeOf(exception) is { } code)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"signet: {exception.Message.ReplaceLineEndings(" ")}").ConfigureAwait(false);
            return code;
        }
    }

    private static int? CodeOf(Exception exception) => exception switch
    {
        StartupException startup => startup.ExitCode,
        StoreCopyException or StoreUnavailableException => StoreExitCode.Failed,
        StoreDamagedException => StoreExitCode.Found,
        StoreFormatException => StoreExitCode.Usage,
        _ => null,
    };
}
