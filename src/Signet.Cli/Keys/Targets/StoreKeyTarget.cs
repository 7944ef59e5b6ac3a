using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Signing.Managed.Operating;
using Signet.Core.Storage;
using Signet.Server.Hosting.Keys;
using Signet.Server.Hosting.Options;

namespace Signet.Cli.Keys.Targets;

/// <summary>The keys of a data directory that no server uses.</summary>
internal sealed class StoreKeyTarget : IOperationTarget
{
    private readonly OfflineKeys _keys;
    private readonly KeyOperator _operator;

    private StoreKeyTarget(OfflineKeys keys, TimeProvider time) => (_keys, _operator) = (keys, new KeyOperator(keys.Keys, ring: null, time));

    /// <summary>Opens and locks the directory.</summary>
    /// <exception cref="Server.Hosting.Startup.StartupException">It cannot be used.</exception>
    public static async ValueTask<IOperationTarget> OpenAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        new StoreKeyTarget(await OfflineKeys.OpenAsync(options, time, cancellationToken).ConfigureAwait(false), time);

    /// <inheritdoc/>
    public async ValueTask<Outcome<JsonObject>> OperateAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (!KeyRequestJson.Read(operation.Spec, operation.IsDryRun).TryGetValue(out var request, out var fault))
        {
            return fault;
        }

        Outcome<KeyReport> outcome;
        try
        {
            outcome = await _operator.RunAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            throw new CommandException($"the store failed: {exception.Message}. Whether the change was made is not known; `signet keys list` shows it", inner: exception);
        }

        return outcome.TryGetValue(out var report, out var error)
            ? OperationJson.Write(KeyRequestJson.Kind, operation.Spec, KeyReportJson.Write(report))
            : error;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _keys.DisposeAsync();
}
