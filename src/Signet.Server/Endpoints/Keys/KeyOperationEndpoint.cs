using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Operating;
using Signet.Server.Audit.Events;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Keys;

/// <summary>
/// <c>POST /apis/tokens.signet.dev/v1alpha1/signingkeyoperations</c>: reads or changes the managed signing keys. When it has answered, this replica
/// uses the changed keys; the others follow the store.
/// </summary>
/// <param name="keys">Changes the keys; null when files or the program give them.</param>
/// <param name="publication">The issuers' documents, whatever the source of the keys is.</param>
/// <param name="logger">The log.</param>
internal sealed class KeyOperationEndpoint(KeyOperator? keys, PublicationJson publication, ILogger<KeyOperationEndpoint> logger)
    : OperationEndpoint(KeyRequestJson.Kind)
{
    /// <summary>The entry for discovery.</summary>
    public static VirtualResource Resource { get; } = new(
        KeyRequestJson.Kind.GroupVersion, KeyRequestJson.Plural, "signingkeyoperation", Namespaced: false, KeyRequestJson.Kind, ["create"]);

    /// <inheritdoc/>
    protected override async ValueTask<Outcome<JsonObject>> OperateAsync(
        ApiRequest request, JsonObject spec, bool isDryRun, CancellationToken cancellationToken)
    {
        if (!KeyRequestJson.Read(spec, isDryRun).TryGetValue(out var operation, out var error))
        {
            return error;
        }

        var isDocuments = operation.Action == KeyAction.Documents;
        if (keys is null)
        {
            return isDocuments
                ? new JsonObject { ["publication"] = publication.At(request.Now) }
                : StatusErrors.BadRequest(
                    "the signing keys of this server are not managed: a file (--service-account-signing-key-file) or the program gives them, and changes them");
        }

        if (!(await keys.RunAsync(operation, cancellationToken).ConfigureAwait(false)).TryGetValue(out var report, out error))
        {
            return error;
        }

        if (!operation.IsDryRun)
        {
            Tell(request, operation, report.Change);
        }

        var status = KeyReportJson.Write(report);
        if (isDocuments)
        {
            status["publication"] = publication.At(request.Now);
        }

        return status;
    }

    private void Tell(ApiRequest request, KeyRequest operation, KeyChange change)
    {
        KeyOperationLog.Tell(logger, request.User.Name, operation.Action, change, request.AuditId);
        if (change.Transitions.Count > 0 && request.Notes is { } notes)
        {
            AuditAnnotations.NoteKeys(notes, string.Join("; ", change.Transitions.Select(KeyOperationLog.Describe)));
        }
    }
}
