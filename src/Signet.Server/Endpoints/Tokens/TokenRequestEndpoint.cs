using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Signet.Core.Admission;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Schema;
using Signet.Core.Signing;
using Signet.Core.Tokens.Identity;
using Signet.Core.Tokens.Issuing;
using Signet.Server.Audit.Events;
using Signet.Server.FlowControl;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Tokens;

/// <summary><c>POST /api/v1/namespaces/{ns}/serviceaccounts/{name}/token</c> (Kubernetes, <c>pkg/registry/core/serviceaccount/storage/token.go</c>).</summary>
internal sealed class TokenRequestEndpoint(TokenIssuer issuer, AdmissionChain admission, IssueRates rates, ILogger<TokenRequestEndpoint> logger) : IEndpoint
{
    private const long DefaultExpirationSeconds = 3600;
    private static readonly UnstoredKind Kind = new(TokenRequestNames.GroupVersionKind, "boundObjectRef");
    private static readonly SchemaType BoundObjectRef = Kind.SectionType("spec", "boundObjectRef");

    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!PathNames.KeyOf(KubernetesKinds.ServiceAccounts, request.Info).TryGetValue(out var account, out var error) ||
            !(await Kind.ReadAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var received, out error))
        {
            return error;
        }

        return (await IssueAsync(request, account, received, cancellationToken).ConfigureAwait(false)).WithWarnings(received.Warnings);
    }

    private async ValueTask<Answer> IssueAsync(ApiRequest request, ObjectKey account, ReceivedObject received, CancellationToken cancellationToken)
    {
        var metadata = received.Document.Metadata;
        if (metadata.Namespace.Length > 0 && metadata.Namespace != account.Namespace)
        {
            return StatusErrors.NamespaceMismatch;
        }

        var admissionRequest = new AdmissionRequest
        {
            Operation = AdmissionOperation.Create,
            Resource = KubernetesKinds.ServiceAccounts.GroupResource,
            Subresource = "token",
            Namespace = account.Namespace,
            Name = account.Name,
            User = request.User,
            Document = received.Document,
        };
        if (await admission.AdmitConfirmedAsync(admissionRequest, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        if (rates.Check(account) is { } tooMany)
        {
            return tooMany;
        }

        var spec = received.Document.EnsureSection("spec");
        spec["expirationSeconds"] ??= DefaultExpirationSeconds;
        var issueRequest = RequestOf(account, metadata, spec);
        if (request.Notes is { } notes)
        {
            AuditAnnotations.NoteRequested(notes, issueRequest);
        }

        IssuedToken issued;
        try
        {
            if (!(await issuer.IssueAsync(issueRequest, request.Now, cancellationToken).ConfigureAwait(false)).TryGetValue(out issued!, out var error))
            {
                return error;
            }
        }
        catch (SigningFailedException exception)
        {
            if (request.Notes is not null)
            {
                AuditAnnotations.NoteSigningFailed(request.Notes, exception.Message);
            }

            return SigningFailure.Report(exception, request.Info, request.AuditId, logger);
        }

        if (request.Notes is not null)
        {
            AuditAnnotations.NoteIssued(request.Notes, issued);
        }

        CompleteMetadata(received.Document, issued, request.Now);
        return new Answer.Object(201, Write(request, received, spec, issued)) { Format = received.Format, Warnings = issued.Warnings };
    }

    private static IssueRequest RequestOf(ObjectKey account, ObjectMeta metadata, JsonObject spec) => new()
    {
        Account = account,
        ClaimedName = metadata.Name,
        ClaimedUid = metadata.Uid,
        Audiences = spec.GetStrings("audiences"),
        ExpirationSeconds = spec.GetInteger("expirationSeconds") ?? DefaultExpirationSeconds,
        BoundObject = spec.GetObject("boundObjectRef") is { } reference
            ? new BoundObjectReference(
                reference.GetString("kind"), reference.GetString("apiVersion"), reference.GetString("name"), reference.GetString("uid"))
            : null,
    };

    private static void CompleteMetadata(ObjectDocument document, IssuedToken issued, DateTimeOffset now)
    {
        document.Root.Remove("status");
        var metadata = document.Metadata;
        metadata.Name = issued.Account.Key.Name;
        metadata.Namespace = issued.Account.Key.Namespace;
        metadata.Uid = issued.Account.Uid;
        metadata.CreationTimestamp = Timestamps.Format(now);
    }

    private static byte[] Write(ApiRequest request, ReceivedObject received, JsonObject spec, IssuedToken issued)
    {
        using var scratch = JsonScratch.Take();
        var writer = scratch.Writer;
        Kind.WriteHead(writer, request, received);
        writer.WriteStartObject("spec"u8);
        writer.WriteStartArray("audiences"u8);
        foreach (var audience in issued.Claims.Audiences)
        {
            writer.WriteStringValue(audience);
        }

        writer.WriteEndArray();
        writer.WriteNumber("expirationSeconds"u8, issued.ExpirationSeconds);
        writer.WritePropertyName("boundObjectRef"u8);
        if (spec.GetObject("boundObjectRef") is { } reference)
        {
            CanonicalJson.Write(writer, reference, BoundObjectRef);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("status"u8);
        writer.WriteString("token"u8, issued.Token);
        writer.WriteString("expirationTimestamp"u8, Timestamps.Format(issued.ExpirationTimestamp));
        writer.WriteEndObject();
        writer.WriteEndObject();
        return scratch.ToArray();
    }
}
