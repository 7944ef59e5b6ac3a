using System.Text.Json.Nodes;
using Signet.Core.Access;
using Signet.Core.Access.Reviews;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Reviews;

/// <summary>
/// Answers whether a request would be allowed, and why: <c>POST</c> to <c>subjectaccessreviews</c>, <c>localsubjectaccessreviews</c> and
/// <c>selfsubjectaccessreviews</c> of <c>authorization.k8s.io/v1</c> (Kubernetes, <c>pkg/registry/authorization</c>).
/// </summary>
internal sealed class AccessReviewEndpoint : IEndpoint
{
    private const string Group = "authorization.k8s.io";
    private readonly AccessReviewScope _scope;
    private readonly IAuthorizer _authorizer;
    private readonly UnstoredKind _kind;
    private readonly SchemaType _specType;
    private readonly SchemaType _statusType;

    public AccessReviewEndpoint(AccessReviewScope scope, IAuthorizer authorizer)
    {
        (_scope, _authorizer) = (scope, authorizer);
        _kind = new UnstoredKind(new(Group, "v1", scope switch
        {
            AccessReviewScope.Self => "SelfSubjectAccessReview",
            AccessReviewScope.Local => "LocalSubjectAccessReview",
            _ => "SubjectAccessReview",
        }));
        (_specType, _statusType) = (_kind.SectionType("spec"), _kind.SectionType("status"));
    }

    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!(await _kind.ReadAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var received, out var error))
        {
            return error;
        }

        return (await ReviewAsync(request, received, cancellationToken).ConfigureAwait(false)).WithWarnings(received.Warnings);
    }

    private async ValueTask<Answer> ReviewAsync(ApiRequest request, ReceivedObject received, CancellationToken cancellationToken)
    {
        var document = received.Document;
        if (SetMetadata(document.Metadata, request.Info.Namespace) is { } mismatch)
        {
            return mismatch;
        }

        var errors = AccessReviewRules.Check(_scope, document);
        if (errors.Count > 0)
        {
            // Kubernetes' message has no kind here.
            return StatusErrors.Invalid(new GroupKind(Group, ""), "", errors);
        }

        var spec = document.EnsureSection("spec");
        var faults = new List<string>();
        var attributes = ReviewedRequest.Read(spec, _scope == AccessReviewScope.Self ? request.User : ReviewedRequest.UserOf(spec), faults);
        var decision = await _authorizer.AuthorizeAsync(attributes, cancellationToken).ConfigureAwait(false);
        return new Answer.Object(201, Write(request, received, spec, StatusOf(decision, faults))) { Format = received.Format };
    }

    private byte[] Write(ApiRequest request, ReceivedObject received, JsonObject spec, JsonObject status)
    {
        using var scratch = JsonScratch.Take();
        var writer = scratch.Writer;
        _kind.WriteHead(writer, request, received);
        writer.WritePropertyName("spec"u8);
        CanonicalJson.Write(writer, spec, _specType);
        writer.WritePropertyName("status"u8);
        CanonicalJson.Write(writer, status, _statusType);
        writer.WriteEndObject();
        return scratch.ToArray();
    }

    /// <summary>Removes the fields that only the server sets, and sets the namespace to that of the path; returns a mismatch of namespaces.</summary>
    private static StatusError? SetMetadata(ObjectMeta metadata, string ns)
    {
        metadata.Uid = "";
        metadata.CreationTimestamp = "";
        metadata.DeletionTimestamp = "";
        metadata.DeletionGracePeriodSeconds = null;
        metadata.SelfLink = "";
        if (ns.Length > 0 && metadata.Namespace.Length > 0 && metadata.Namespace != ns)
        {
            return StatusErrors.NamespaceMismatch;
        }

        metadata.Namespace = ns;
        return null;
    }

    private static JsonObject StatusOf(AuthorizationDecision decision, List<string> faults)
    {
        var status = new JsonObject { ["allowed"] = decision.IsAllowed };
        if (decision.Verdict == AuthorizationVerdict.Deny)
        {
            status["denied"] = true;
        }

        status.SetString("reason", decision.Reason);
        if (decision.Error.Length > 0)
        {
            faults.Insert(0, decision.Error);
        }

        status.SetString("evaluationError", string.Join("; ", faults));
        return status;
    }
}
