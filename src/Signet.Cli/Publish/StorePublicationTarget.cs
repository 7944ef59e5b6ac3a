using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Cli.Keys.Targets;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Signing.Managed.Operating;
using Signet.Core.Storage;
using Signet.Server.Hosting.Keys;
using Signet.Server.Hosting.Options;

namespace Signet.Cli.Publish;

/// <summary>The documents and keys of a data directory that no server uses. Answers as the API does.</summary>
internal sealed class StorePublicationTarget(OfflinePublication publication, TimeProvider time) : IOperationTarget
{
    private readonly KeyOperator? _operator = publication.Managed is { } managed ? new KeyOperator(managed.Keys, managed.Ring, time) : null;

    /// <summary>Opens and locks the directory.</summary>
    /// <exception cref="Server.Hosting.Startup.StartupException">It cannot be used.</exception>
    public static async ValueTask<IOperationTarget> OpenAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        new StorePublicationTarget(await OfflinePublication.OpenAsync(options, time, cancellationToken).ConfigureAwait(false), time);

    /// <inheritdoc/>
    public async ValueTask<Outcome<JsonObject>> OperateAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (!KeyRequestJson.Read(operation.Spec, operation.IsDryRun).TryGetValue(out var request, out var error))
        {
            return error;
        }

        var status = new JsonObject();
        try
        {
            if (_operator is not null)
            {
                if (!(await _operator.RunAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var report, out error))
                {
                    return error;
                }

                status = KeyReportJson.Write(report);
            }
        }
        catch (StoreUnavailableException exception)
        {
            throw new CommandException($"the store failed: {exception.Message}", inner: exception);
        }

        if (request.Action == KeyAction.Documents)
        {
            status["publication"] = publication.Documents.At(time.GetUtcNow());
        }

        return OperationJson.Write(KeyRequestJson.Kind, operation.Spec, status);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => publication.DisposeAsync();
}
