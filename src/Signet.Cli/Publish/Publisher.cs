using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Cli.Keys.Targets;
using Signet.Cli.Publish.RelyingParties;
using Signet.Cli.Publish.Targets;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Signing.Managed.Operating;

namespace Signet.Cli.Publish;

/// <summary>
/// Publishes the documents of a server to all targets. When all have them, the server is told which keys are published, so that these may sign
/// (<c>--signing-key-publication-required</c>).
/// </summary>
/// <param name="targets">The targets.</param>
/// <param name="output">Gets what was done.</param>
/// <param name="errors">Gets what failed.</param>
/// <param name="time">The clock.</param>
internal sealed class Publisher(IReadOnlyList<TargetRun> targets, TextWriter output, TextWriter errors, TimeProvider time)
{
    private IReadOnlyList<string>? _warnings;

    /// <summary>Publishes once.</summary>
    /// <param name="source">The server.</param>
    /// <param name="isWatching">Whether only changes are printed, with their time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether all targets have the documents.</returns>
    /// <exception cref="CommandException">The server has not answered, or refuses.</exception>
    public async Task<bool> RunAsync(IOperationTarget source, bool isWatching, CancellationToken cancellationToken)
    {
        var asked = OperationOf(new KeyRequest(KeyAction.Documents));
        var publication = Publication.Read(Require(await source.OperateAsync(asked, cancellationToken).ConfigureAwait(false)));
        var failed = 0;
        foreach (var target in targets)
        {
            failed += await PublishAsync(target, publication, isWatching, cancellationToken).ConfigureAwait(false) ? 0 : 1;
        }

        if (failed == 0 && publication.Unconfirmed.Count > 0)
        {
            await ConfirmAsync(source, publication, isWatching, cancellationToken).ConfigureAwait(false);
        }

        await ReportAsync(publication, isWatching).ConfigureAwait(false);
        return failed == 0;
    }

    /// <summary>Prints a failure.</summary>
    public Task FailAsync(string message, bool isWatching) => errors.WriteLineAsync($"{Prefix(isWatching)}signet: {TextTable.Clean(message.ReplaceLineEndings(" "))}");

    private async Task<bool> PublishAsync(TargetRun target, Publication publication, bool isWatching, CancellationToken cancellationToken)
    {
        try
        {
            var written = await target.RunAsync(publication.Documents, cancellationToken).ConfigureAwait(false);
            if (written.Count > 0)
            {
                await SayAsync($"published to {target.Target.Name}: {string.Join(", ", written)} (keys {string.Join(", ", publication.KeyIds)})", isWatching).ConfigureAwait(false);
            }
            else if (!isWatching)
            {
                await SayAsync($"{target.Target.Name} has the documents already (keys {string.Join(", ", publication.KeyIds)})", isWatching).ConfigureAwait(false);
            }

            return true;
        }
        catch (PublicationException exception)
        {
            await FailAsync(exception.Message, isWatching).ConfigureAwait(false);
            return false;
        }
    }

    private async Task ConfirmAsync(IOperationTarget source, Publication publication, bool isWatching, CancellationToken cancellationToken)
    {
        var request = new KeyRequest(KeyAction.Confirm) { KeyIds = publication.KeyIds, Targets = targets.Count };
        var status = Require(await source.OperateAsync(OperationOf(request), cancellationToken).ConfigureAwait(false));
        var recorded = (status.GetList("transitions") ?? []).OfType<JsonObject>().Select(transition => transition.GetString("keyID")).ToList();
        if (recorded.Count > 0)
        {
            await SayAsync($"the server has recorded the publication of {string.Join(", ", recorded)}", isWatching).ConfigureAwait(false);
        }
    }

    /// <summary>Prints what relying parties accept; while watching only what they refuse, when that has changed.</summary>
    private async Task ReportAsync(Publication publication, bool isWatching)
    {
        var warnings = RelyingPartyReport.Warnings(publication);
        if (!isWatching)
        {
            await output.WriteAsync(RelyingPartyReport.Render(publication)).ConfigureAwait(false);
        }
        else if (_warnings is null || !warnings.SequenceEqual(_warnings))
        {
            foreach (var warning in warnings)
            {
                await SayAsync(warning, isWatching).ConfigureAwait(false);
            }
        }

        _warnings = warnings;
    }

    private async Task SayAsync(string message, bool isWatching)
    {
        await output.WriteLineAsync($"{Prefix(isWatching)}{TextTable.Clean(message)}").ConfigureAwait(false);
        await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private string Prefix(bool isWatching) => isWatching ? $"{Timestamps.Format(time.GetUtcNow())} " : "";

    private static Operation OperationOf(KeyRequest request) => new(KeyRequestJson.Write(request)) { IsRead = KeyRequest.IsRead(request.Action) };

    private static JsonObject Require(Outcome<JsonObject> outcome) => outcome.TryGetValue(out var operation, out var error)
        ? operation["status"] as JsonObject ?? []
        : throw new CommandException(TextTable.Clean(error.Message));
}
