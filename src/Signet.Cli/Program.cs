using System.CommandLine;
using Signet.Cli.Serve;
using Signet.Cli.Token;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli;

/// <summary>The executable <c>signet</c>.</summary>
internal static class Program
{
    /// <summary>Runs one command; 0 when it did what it should, 78 when the command line or the configuration is wrong, else 1.</summary>
    public static Task<int> Main(string[] args)
    {
        if (args is ["serve", ..])
        {
            // Before anything else: SIGHUP must not end a server that has just been started.
            ProcessSignals.Register();
        }

        var root = new RootCommand("Signet issues, reviews and revokes Kubernetes service account tokens, without a cluster.")
        {
            ServeCommand.Create(TimeProvider.System),
            TokenCommand.Create(),
            VersionCommand.Create(),
            HelpCommand.Create(),
        };
        var arguments = HelpCommand.Rewrite(args);
        var parsed = root.Parse(arguments);
        if (parsed.CommandResult.Command is { Action: null, Subcommands.Count: > 0 } && parsed.UnmatchedTokens.Count == 0)
        {
            // A command that only has commands beneath it: 'signet token'.
            parsed = root.Parse([.. arguments, HelpCommand.Flag]);
        }

        if (UsageFault.Of(parsed) is { } fault)
        {
            Console.Error.WriteLine($"signet: {fault}");
            return Task.FromResult(StartFault.ConfigurationExitCode);
        }

        // The server handles SIGTERM itself and drains; nothing may cut it off.
        return parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
