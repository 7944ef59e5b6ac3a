using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Cli.Keys.Output;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Cli.Keys.Targets;

/// <summary>Carries out an operation whose consequences the user has to confirm by <c>--yes</c>, and tells these before it is done.</summary>
/// <param name="target">Where it is carried out.</param>
/// <param name="errors">Standard error.</param>
/// <param name="aim">What is done, in messages: <c>to revoke the key</c>.</param>
internal sealed class ConfirmedOperation(IOperationTarget target, TextWriter errors, string aim)
{
    /// <summary>Carries it out.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="isConfirmed">Whether it changes something, and its consequences are confirmed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The object with its status; null when it was not confirmed, and nothing was changed.</returns>
    /// <exception cref="CommandException">It failed.</exception>
    public async Task<JsonObject?> RunAsync(Operation operation, bool isConfirmed, CancellationToken cancellationToken)
    {
        if (isConfirmed && !operation.IsDryRun)
        {
            // What it breaks is printed before it is done.
            var decided = await target.OperateAsync(operation with { IsDryRun = true }, cancellationToken).ConfigureAwait(false);
            await TellAsync(Require(decided), "It breaks:").ConfigureAwait(false);
        }

        var outcome = await target.OperateAsync(operation, cancellationToken).ConfigureAwait(false);
        if (!outcome.IsSuccess && ConsequencesOf(outcome.Error) is { Count: > 0 } consequences)
        {
            await errors.WriteAsync(
                $"signet: nothing was changed, because {aim} breaks something:\n{KeyTables.Consequences(consequences)}Repeat the command with --yes to accept that.\n")
                .ConfigureAwait(false);
            return null;
        }

        var done = Require(outcome);
        if (operation.IsDryRun)
        {
            await TellAsync(done, "It would break:").ConfigureAwait(false);
        }

        return done;
    }

    private static JsonObject Require(Outcome<JsonObject> outcome) => outcome.TryGetValue(out var done, out var error)
        ? done
        : throw new CommandException(TextTable.Clean(error.Message));

    private static IReadOnlyList<string> ConsequencesOf(StatusError error) =>
        [.. (error.Details?.Causes ?? []).Where(cause => cause.Reason == Confirmation.Reason).Select(cause => cause.Message)];

    private async Task TellAsync(JsonObject done, string heading)
    {
        var consequences = (done.GetObject("status") ?? []).GetStrings("consequences");
        if (consequences.Count > 0)
        {
            await errors.WriteAsync($"{heading}\n{KeyTables.Consequences(consequences)}").ConfigureAwait(false);
        }
    }
}
