using System.CommandLine;
using Signet.Cli.Api;
using Signet.Cli.Publish;
using Signet.Cli.Serve;
using Signet.Cli.Signer;

namespace Signet.Cli;

/// <summary>The executable <c>signet</c>.</summary>
internal static class Program
{
    /// <summary>Runs one command. The exit codes are <see cref="Commands.ExitCodes"/>.</summary>
    public static Task<int> Main(string[] args)
    {
        if (args is ["serve" or SignerCommand.Name or PublishCommand.Name, ..])
        {
            // First of all: SIGHUP must not end a process that has just been started.
            ProcessSignals.Register();
        }

        // The server handles SIGTERM itself and shuts down gracefully; System.CommandLine must not end the process.
        return SignetCommandLine.RunAsync(
            SignetCommandLine.Create(TimeProvider.System, ApiEnvironment.OfProcess),
            args,
            ApiEnvironment.OfProcess,
            new InvocationConfiguration { ProcessTerminationTimeout = null },
            CancellationToken.None);
    }
}
