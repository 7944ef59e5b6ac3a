using Signet.Cli.Publish;

namespace Signet.Tests.Cli.Publish;

/// <summary>Runs <c>signet publish</c> in this process.</summary>
internal static class PublishCli
{
    /// <summary>Runs the command.</summary>
    public static Task<CliRun> RunAsync(params IEnumerable<string> arguments) => CliRun.RunAsync(PublishCommand.Create(TimeProvider.System), arguments);
}
