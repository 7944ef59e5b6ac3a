using Signet.Cli.Store;

namespace Signet.Tests.Cli.Store;

/// <summary>Runs <c>signet store</c> in this process.</summary>
internal static class StoreCli
{
    /// <summary>Runs a command of <c>signet store</c>.</summary>
    public static Task<CliRun> RunAsync(params IEnumerable<string> arguments) => CliRun.RunAsync(StoreCommand.Create(TimeProvider.System), arguments);
}
