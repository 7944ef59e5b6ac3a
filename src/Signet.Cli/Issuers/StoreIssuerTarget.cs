using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Cli.Keys.Targets;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Core.Tokens.Issuers;
using Signet.Server.Hosting.Issuers;
using Signet.Server.Hosting.Options;

namespace Signet.Cli.Issuers;

/// <summary>The issuers of a data directory that no server uses.</summary>
internal sealed class StoreIssuerTarget : IOperationTarget
{
    private readonly OfflineIssuers _issuers;
    private readonly IssuerOperator _operator;

    private StoreIssuerTarget(OfflineIssuers issuers, TimeProvider time) =>
        (_issuers, _operator) = (issuers, new IssuerOperator(issuers.Issuers, accepted: null, time));

    /// <summary>Opens and locks the directory.</summary>
    /// <exception cref="Server.Hosting.Startup.StartupException">It cannot be used.</exception>
    public static async ValueTask<IOperationTarget> OpenAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        new StoreIssuerTarget(await OfflineIssuers.OpenAsync(options, time, cancellationToken).ConfigureAwait(false), time);

    /// <inheritdoc/>
    public async ValueTask<Outcome<JsonObject>> OperateAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (!IssuerRequestJson.Read(operation.Spec, operation.IsDryRun).TryGetValue(out var request, out var error))
        {
            return error;
        }

        Outcome<IssuerReport> outcome;
        try
        {
            outcome = await _operator.RunAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            throw new CommandException($"the store failed: {exception.Message}. Whether the change was made is not known; `signet issuers list` shows it", inner: exception);
        }

        return outcome.TryGetValue(out var report, out error)
            ? OperationJson.Write(IssuerRequestJson.Kind, operation.Spec, IssuerReportJson.Write(report))
            : error;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _issuers.DisposeAsync();
}
