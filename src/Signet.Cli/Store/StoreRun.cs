using System.CommandLine;
using Signet.Cli.Commands;
using Signet.Core.Storage;
using Signet.Core.Storage.Copying;

namespace Signet.Cli.Store;

/// <summary>Runs a command on a store: a failure that is expected is one line on standard error.</summary>
internal static class StoreRun
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code (<see cref="ExitCodes"/>).</returns>
    public static Task<int> RunAsync(ParseResult parsed, Func<Task<int>> command) => CommandRunner.RunAsync(parsed, command, CodeOf);

    private static int? CodeOf(Exception exception) => exception switch
    {
        StoreCopyException or StoreUnavailableException => ExitCodes.Failed,
        StoreDamagedException => ExitCodes.Found,
        StoreFormatException => ExitCodes.Usage,
        _ => null,
    };
}
