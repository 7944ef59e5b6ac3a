using System.CommandLine;
using Signet.Cli.Issuers;
using Signet.Cli.Keys;
using Signet.Cli.Publish;
using Signet.Cli.Serve;
using Signet.Cli.Signer;
using Signet.Cli.Store;
using Signet.Cli.Token;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli;

/// <summary>The executable <c>signet</c>.</summary>
internal static class Program
{
    /// <summary>
    /// Runs one command. Exit code 0 on success, 78 when the command line or the configuration is invalid, else 1; <c>keys</c>,
    /// <c>issuers</c> and <c>store</c> have more.
    /// </summary>
    public static Task<int> Main(string[] args)
    {
        if (args is ["serve" or SignerCommand.Name or PublishCommand.Name, ..])
        {
            // First of all: SIGHUP must not end a process that has just been started.
            ProcessSignals.Register();
        }

        var root = new RootCommand("Signet issues, reviews and revokes Kubernetes service account tokens, without a cluster.")
        {
            ServeCommand.Create(TimeProvider.System),
            SignerCommand.Create(TimeProvider.System),
            TokenCommand.Create(),
            KeysCommand.Create(TimeProvider.System),
            IssuersCommand.Create(TimeProvider.System),
            PublishCommand.Create(TimeProvider.System),
            StoreCommand.Create(TimeProvider.System),
            VersionCommand.Create(),
            HelpCommand.Create(),
        };
        var arguments = HelpCommand.Rewrite(args);
        var parsed = root.Parse(arguments);
        if (parsed.CommandResult.Command is { Action: null, Subcommands.Count: > 0 } && parsed.UnmatchedTokens.Count == 0)
        {
            // A command with subcommands only, such as 'signet token', shows its help.
            parsed = root.Parse([.. arguments, HelpCommand.Flag]);
        }

        if (UsageFault.Of(parsed) is { } fault)
        {
            Console.Error.WriteLine($"signet: {fault}");
            return Task.FromResult(StartFault.ConfigurationExitCode);
        }

        // The server handles SIGTERM itself and shuts down gracefully; System.CommandLine must not end the process.
        return parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
