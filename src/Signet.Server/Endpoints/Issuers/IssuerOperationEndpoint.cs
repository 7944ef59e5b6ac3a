using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Tokens.Issuers;
using Signet.Server.Audit.Events;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Issuers;

/// <summary>
/// <c>POST /apis/tokens.signet.dev/v1alpha1/issueroperations</c>: reads or changes the issuers whose tokens are accepted. When it has
/// answered, this replica uses the changed issuers; the others follow the store.
/// </summary>
internal sealed class IssuerOperationEndpoint(IssuerOperator issuers, ILogger<IssuerOperationEndpoint> logger) : OperationEndpoint(IssuerRequestJson.Kind)
{
    /// <summary>The entry for discovery.</summary>
    public static VirtualResource Resource { get; } = new(
        IssuerRequestJson.Kind.GroupVersion, IssuerRequestJson.Plural, "issueroperation", Namespaced: false, IssuerRequestJson.Kind, ["create"]);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome<JsonObject>> OperateAsync(
        ApiRequest request, JsonObject spec, bool isDryRun, CancellationToken cancellationToken)
    {
        if (!IssuerRequestJson.Read(spec, isDryRun).TryGetValue(out var operation, out var error) ||
            !(await issuers.RunAsync(operation, cancellationToken).ConfigureAwait(false)).TryGetValue(out var report, out error))
        {
            return error;
        }

        if (!operation.IsDryRun && report.Change.Entry is { } changed)
        {
            Log.IssuerOperated(logger, request.User.Name, operation.Action, changed.Issuer, string.Join("; ", report.Change.Consequences), request.AuditId);
            if (request.Notes is { } notes)
            {
                AuditAnnotations.NoteIssuer(notes, $"{operation.Action} {changed.Issuer}");
            }
        }

        return IssuerReportJson.Write(report);
    }
}
