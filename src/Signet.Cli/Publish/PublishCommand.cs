using System.CommandLine;
using Signet.Cli.Commands;
using Signet.Cli.Keys;
using Signet.Cli.Keys.Targets;
using Signet.Cli.Serve;

namespace Signet.Cli.Publish;

/// <summary><c>signet publish</c>.</summary>
internal static class PublishCommand
{
    public const string Name = "publish";

    private const string Description =
        "Publishes the discovery documents and the JWKS to directories and by HTTP PUT, for relying parties that do not reach the server. The next key is in the JWKS before it signs; the " +
        "server records which keys were published (--signing-key-publication-required). Of a running server through the control socket of --data-dir or over the API of --kubeconfig, else of the " +
        "store itself. Exit codes: 0 all targets have the documents; 1 one has not, or the server cannot be reached; 78 the command line, a file or a setting cannot be used.";

    /// <summary>The operations of the command: those on keys, with the settings that the documents follow from when no server runs.</summary>
    private static readonly OperationKind Operations = KeysCommand.Operations with
    {
        Command = $"signet {Name}",
        OfflineSettings =
        [
            .. KeysCommand.Operations.OfflineSettings, "service-account-issuer", "service-account-jwks-uri", "service-account-signing-key-file",
            "service-account-key-file", "signing-key-activation",
        ],
        OpenStore = StorePublicationTarget.OpenAsync,
    };

    /// <summary>A command that goes on must not lock the directory: no server could start.</summary>
    private static readonly OperationKind WatchedOperations = Operations with
    {
        OpenStore = (options, _, _) => throw new CommandException($"no server runs with {Path.GetFullPath(options.Store.DataDirectory!)}; it is waited for"),
    };

    public static Command Create(TimeProvider time)
    {
        var command = new Command(Name, Description);
        var options = new PublishOptions(command);
        var source = new TargetOptions(command, Operations);
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(parsed, () => RunAsync(parsed, options, source, time, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, PublishOptions options, TargetOptions source, TimeProvider time, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ProcessSignals.Stopping);
        var isWatching = options.IsWatching(parsed);
        using var http = options.CreateClient(parsed);
        var publisher = new Publisher(
            options.TargetsOf(parsed, http, time), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, time);
        try
        {
            if (isWatching)
            {
                await new PublishWatch(publisher, () => source.OpenAsync(parsed, WatchedOperations, time, ending.Token), options.IntervalOf(parsed), time)
                    .RunAsync(ending.Token).ConfigureAwait(false);
                return ExitCodes.Done;
            }

            var target = await source.OpenAsync(parsed, time, ending.Token).ConfigureAwait(false);
            await using (target.ConfigureAwait(false))
            {
                return await publisher.RunAsync(target, isWatching: false, ending.Token).ConfigureAwait(false) ? ExitCodes.Done : ExitCodes.Failed;
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return isWatching ? ExitCodes.Done : throw new CommandException("interrupted; documents may be published to some targets only");
        }
    }
}
