using System.CommandLine;
using Signet.Cli.Api;
using Signet.Cli.Commands;
using Signet.Cli.Dev;
using Signet.Cli.Issuers;
using Signet.Cli.Keys;
using Signet.Cli.Publish;
using Signet.Cli.Serve;
using Signet.Cli.Signer;
using Signet.Cli.Store;
using Signet.Cli.Token;

namespace Signet.Cli;

/// <summary>The command line of <c>signet</c>: all commands, and how one is run.</summary>
internal static class SignetCommandLine
{
    /// <summary>All commands.</summary>
    public static RootCommand Create(TimeProvider time, ApiEnvironment environment) =>
        new("Signet issues, reviews and revokes Kubernetes service account tokens, without a cluster.")
        {
            ServeCommand.Create(time),
            DevCommand.Create(time),
            SignerCommand.Create(time),
            TokenCommand.Create(time, environment),
            WhoAmICommand.Create(environment),
            ContextCommand.Create(environment),
            KeysCommand.Create(time),
            IssuersCommand.Create(time),
            PublishCommand.Create(time),
            StoreCommand.Create(time),
            VersionCommand.Create(),
            HelpCommand.Create(),
        };

    /// <summary>Runs one command.</summary>
    /// <returns>The exit code (<see cref="ExitCodes"/>).</returns>
    public static async Task<int> RunAsync(RootCommand root, string[] args, InvocationConfiguration configuration, CancellationToken cancellationToken)
    {
        var arguments = HelpCommand.Rewrite(args);
        var parsed = root.Parse(arguments);
        if (parsed.CommandResult.Command is { Action: null, Subcommands.Count: > 0 } && parsed.UnmatchedTokens.Count == 0)
        {
            // A command with subcommands only, such as 'signet token', shows its help.
            parsed = root.Parse([.. arguments, HelpCommand.Flag]);
        }

        if (UsageFault.Of(parsed) is { } fault)
        {
            await configuration.Error.WriteLineAsync($"signet: {fault}").ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
    }
}
