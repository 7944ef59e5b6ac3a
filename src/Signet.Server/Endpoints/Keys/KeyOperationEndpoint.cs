using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Operating;
using Signet.Server.Audit.Events;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Keys;

/// <summary>
/// <c>POST /apis/tokens.signet.dev/v1alpha1/signingkeyoperations</c>: reads or changes the managed signing keys. When it has answered, this replica
/// uses the changed keys; the others follow the store.
/// </summary>
/// <param name="keys">Changes the keys; null when files or the program give them.</param>
/// <param name="publication">The issuers' documents, whatever the source of the keys is.</param>
/// <param name="logger">The log.</param>
internal sealed class KeyOperationEndpoint(KeyOperator? keys, PublicationJson publication, ILogger<KeyOperationEndpoint> logger) : IEndpoint
{
    private static readonly UnstoredKind Kind = new(KeyRequestJson.Kind);
    private static readonly SchemaType SpecType = Kind.SectionType("spec");
    private static readonly SchemaType StatusType = Kind.SectionType("status");

    /// <summary>The entry for discovery.</summary>
    public static VirtualResource Resource { get; } = new(
        KeyRequestJson.Kind.GroupVersion, KeyRequestJson.Plural, "signingkeyoperation", Namespaced: false, KeyRequestJson.Kind, ["create"]);

    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!(await Kind.ReadAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var received, out var error))
        {
            return error;
        }

        return (await OperateAsync(request, received, cancellationToken).ConfigureAwait(false)).WithWarnings(received.Warnings);
    }

    private async ValueTask<Answer> OperateAsync(ApiRequest request, ReceivedObject received, CancellationToken cancellationToken)
    {
        var spec = received.Document.EnsureSection("spec");
        var read = KeyRequestJson.Read(spec, received.Options.IsDryRun);
        var isDocuments = read.IsSuccess && read.Value.Action == KeyAction.Documents;
        var status = new JsonObject();
        if (keys is null && !isDocuments)
        {
            return StatusErrors.BadRequest(
                "the signing keys of this server are not managed: a file (--service-account-signing-key-file) or the program gives them, and changes them");
        }

        if (!read.TryGetValue(out var operation, out var error))
        {
            return error;
        }

        if (keys is not null)
        {
            if (!(await keys.RunAsync(operation, cancellationToken).ConfigureAwait(false)).TryGetValue(out var report, out error))
            {
                return error;
            }

            if (!operation.IsDryRun)
            {
                Tell(request, operation, report.Change);
            }

            status = KeyReportJson.Write(report);
        }

        if (isDocuments)
        {
            status["publication"] = publication.At(request.Now);
        }

        received.Document.Metadata.Namespace = "";
        received.Document.Metadata.Uid = "";
        return new Answer.Object(201, Write(request, received, spec, status)) { Format = received.Format };
    }

    private void Tell(ApiRequest request, KeyRequest operation, KeyChange change)
    {
        foreach (var transition in change.Transitions)
        {
            Log.KeyOperated(logger, request.User.Name, operation.Action, KeyOf(transition), transition.Reason, request.AuditId);
        }

        foreach (var consequence in change.Consequences)
        {
            Log.KeyConsequence(logger, operation.Action, consequence, request.AuditId);
        }

        if (change.Transitions.Count > 0 && request.Notes is { } notes)
        {
            AuditAnnotations.NoteKeys(notes, string.Join("; ", change.Transitions.Select(transition => $"{KeyOf(transition)}: {transition.Reason}")));
        }
    }

    private static string KeyOf(KeyTransition transition) => transition switch
    {
        KeyTransition.Change change => change.After.KeyId,
        KeyTransition.Remove remove => remove.Key.KeyId,
        KeyTransition.Create create => $"(new {create.Algorithm.Name} key)",
        _ => throw new ArgumentOutOfRangeException(nameof(transition)),
    };

    private static byte[] Write(ApiRequest request, ReceivedObject received, JsonObject spec, JsonObject status)
    {
        using var scratch = JsonScratch.Take();
        var writer = scratch.Writer;
        Kind.WriteHead(writer, request, received);
        writer.WritePropertyName("spec"u8);
        CanonicalJson.Write(writer, spec, SpecType);
        writer.WritePropertyName("status"u8);
        CanonicalJson.Write(writer, status, StatusType);
        writer.WriteEndObject();
        return scratch.ToArray();
    }
}
