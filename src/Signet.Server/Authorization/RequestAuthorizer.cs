using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Http;
using Signet.Server.Http.Documents;

namespace Signet.Server.Authorization;

/// <summary>Asks whether a request may be made, and words the refusal (apiserver, <c>handlers/responsewriters/errors.go</c>).</summary>
public sealed class RequestAuthorizer(IAuthorizer authorizer, IssuerDocuments documents, ILogger<RequestAuthorizer> logger)
{
    private const string Decision = "authorization.k8s.io/decision";
    private const string Reason = "authorization.k8s.io/reason";
    private int _hasToldOfDocuments;

    /// <summary>Null when it may be made, else a 403, or a 500 when that could not be found out.</summary>
    public ValueTask<StatusError?> AuthorizeAsync(ApiRequest request, CancellationToken cancellationToken) =>
        request.Info is { IsResourceRequest: false, Verb: "head" } && documents.ReadsByHead(request.Info.Path)
            ? AuthorizeHeadAsync(request, cancellationToken)
            : AuthorizeAsync(request, request.Info.Verb, cancellationToken);

    /// <summary>The same for another verb than the request's own: a PUT that creates needs the right to create.</summary>
    public ValueTask<StatusError?> AuthorizeAsync(ApiRequest request, string verb, CancellationToken cancellationToken)
    {
        var attributes = AttributesOf(request, verb);
        var pending = authorizer.AuthorizeAsync(attributes, cancellationToken);
        return pending.IsCompletedSuccessfully ? new(Answer(request, attributes, pending.Result)) : AnswerAsync(request, attributes, pending);
    }

    /// <summary>Whoever may GET may HEAD (RFC 9110, section 9.3.2); so may who is allowed to HEAD alone.</summary>
    private async ValueTask<StatusError?> AuthorizeHeadAsync(ApiRequest request, CancellationToken cancellationToken) =>
        await AuthorizeAsync(request, "get", cancellationToken).ConfigureAwait(false) is null
            ? null
            : await AuthorizeAsync(request, "head", cancellationToken).ConfigureAwait(false);

    /// <summary>What a request asks to be allowed to, with another verb.</summary>
    internal static RequestAttributes AttributesOf(ApiRequest request, string verb)
    {
        var info = request.Info;
        return new RequestAttributes
        {
            User = request.User,
            Verb = verb,
            IsResourceRequest = info.IsResourceRequest,
            Path = info.Path,
            ApiGroup = info.ApiGroup,
            ApiVersion = info.ApiVersion,
            Resource = info.Resource,
            Subresource = info.Subresource,
            Namespace = info.Namespace,
            Name = info.Name,
            FieldSelector = info.FieldSelector,
            LabelSelector = info.LabelSelector,
        };
    }

    private async ValueTask<StatusError?> AnswerAsync(
        ApiRequest request, RequestAttributes attributes, ValueTask<AuthorizationDecision> pending) =>
        Answer(request, attributes, await pending.ConfigureAwait(false));

    private StatusError? Answer(ApiRequest request, in RequestAttributes attributes, AuthorizationDecision decision)
    {
        // Whoever allows it knows enough, whatever others could not find out (apiserver, pkg/endpoints/filters/authorization.go).
        if (!decision.IsAllowed && decision.Error.Length > 0)
        {
            request.Notes?.Annotate(Reason, "internal error");
            Log.Undecided(logger, attributes.Verb, TokenMask.Apply(attributes.Path), request.AuditId, TokenMask.Apply(decision.Error));
            return StatusErrors.InternalError("it could not be found out whether this is allowed; the server's log tells more");
        }

        Note(request.Notes, decision);
        if (decision.IsAllowed)
        {
            return null;
        }

        TellOfDocuments(attributes);
        return Forbidden(attributes, decision.Reason);
    }

    /// <summary>Told once: relying parties that cannot read the keys only say that the issuer or the signature is invalid.</summary>
    private void TellOfDocuments(in RequestAttributes attributes)
    {
        if (attributes is { IsResourceRequest: false, Verb: "get" or "head" } && documents.Find(attributes.Path) is not null &&
            Interlocked.Exchange(ref _hasToldOfDocuments, 1) == 0)
        {
            Log.DocumentRefused(logger, attributes.User.Name, attributes.Path);
        }
    }

    /// <summary>Notes for the audit log what was decided; a later decision about the same request takes the place of an earlier one.</summary>
    private static void Note(RequestNotes? notes, AuthorizationDecision decision)
    {
        if (notes is not null)
        {
            notes.Annotate(Decision, decision.IsAllowed ? "allow" : "forbid");
            notes.Annotate(Reason, decision.Reason);
        }
    }

    /// <summary>The 403 for what was refused.</summary>
    internal static StatusError Forbidden(in RequestAttributes attributes, string reason)
    {
        var why = Escape(Describe(attributes));
        return StatusErrors.Forbidden(
            new GroupResource(attributes.ApiGroup, attributes.Resource), attributes.Name, reason.Length == 0 ? why : $"{why}: {reason}");
    }

    private static string Describe(in RequestAttributes attributes)
    {
        var user = GoText.Quote(attributes.User.Name);
        if (!attributes.IsResourceRequest)
        {
            return $"User {user} cannot {attributes.Verb} path {GoText.Quote(attributes.Path)}";
        }

        var resource = attributes.Subresource.Length == 0 ? attributes.Resource : $"{attributes.Resource}/{attributes.Subresource}";
        var scope = attributes.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace {GoText.Quote(attributes.Namespace)}";
        return $"User {user} cannot {attributes.Verb} resource {GoText.Quote(resource)} in API group {GoText.Quote(attributes.ApiGroup)} {scope}";
    }

    /// <summary>The text holds what a caller chose; some client may show it as HTML.</summary>
    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
