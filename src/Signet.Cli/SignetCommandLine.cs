using System.CommandLine;
using System.CommandLine.Help;
using Signet.Cli.Api;
using Signet.Cli.Check;
using Signet.Cli.Commands;
using Signet.Cli.Dev;
using Signet.Cli.Issuers;
using Signet.Cli.Keys;
using Signet.Cli.Publish;
using Signet.Cli.Serve;
using Signet.Cli.Shell;
using Signet.Cli.Shell.Completion;
using Signet.Cli.Signer;
using Signet.Cli.Status;
using Signet.Cli.Store;
using Signet.Cli.Support;
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
            new ServerCheckCommand(time, environment),
            StatusCommand.Create(time, environment),
            SupportBundleCommand.Create(time, environment),
            KeysCommand.Create(time),
            IssuersCommand.Create(time),
            PublishCommand.Create(time),
            StoreCommand.Create(time),
            CompletionCommand.Create(),
            ManCommand.Create(time, environment),
            VersionCommand.Create(),
            HelpCommand.Create(),
        };

    /// <summary>Runs one command.</summary>
    /// <param name="root">All commands.</param>
    /// <param name="args">The words after the name of the program.</param>
    /// <param name="environment">The environment of the user.</param>
    /// <param name="configuration">Where the output goes.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>The exit code (<see cref="ExitCodes"/>).</returns>
    public static async Task<int> RunAsync(
        RootCommand root, string[] args, ApiEnvironment environment, InvocationConfiguration configuration, CancellationToken cancellationToken)
    {
        if (args is [CompletionRequest.Name, .. var words])
        {
            return await CompletionRequest.AnswerAsync(root, words, environment, configuration.Output, cancellationToken).ConfigureAwait(false);
        }

        var arguments = HelpCommand.Rewrite(args);
        var parsed = root.Parse(arguments);
        if (parsed.CommandResult.Command is { Action: null, Subcommands.Count: > 0 } && parsed.UnmatchedTokens.Count == 0)
        {
            // A command with subcommands only, such as 'signet token', shows its help.
            parsed = root.Parse([.. arguments, HelpCommand.Flag]);
        }

        if (UsageFault.Of(parsed) is { } fault)
        {
            if (parsed.CommandResult.Command is ServerCheckCommand check && UsageFault.OfFlags(parsed) is { } faults)
            {
                // A flag that `signet serve` would refuse is one finding among others.
                return await check.RunAsync(parsed, faults, configuration.Output, cancellationToken).ConfigureAwait(false);
            }

            await configuration.Error.WriteLineAsync($"signet: {fault}").ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        if (parsed.Action is HelpAction)
        {
            // The help of a command lists those below it; each has its own help, so that one sentence is enough.
            foreach (var sub in parsed.CommandResult.Command.Subcommands)
            {
                sub.Description = $"{CommandEntry.SummaryOf(sub)}.";
            }
        }

        return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
    }
}
