using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Http;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Server.Authorization;

/// <summary>Asks whether a request may be made, and words the refusal (apiserver, <c>handlers/responsewriters/errors.go</c>).</summary>
internal sealed class RequestAuthorizer(IAuthorizer authorizer, IssuerDocuments documents, ILogger<RequestAuthorizer> logger)
{
    private const string Decision = "authorization.k8s.io/decision";
    private const string Reason = "authorization.k8s.io/reason";
    private int _hasToldOfDocuments;

    /// <summary>The request as one that is allowed, or a 403, or a 500 when that could not be found out.</summary>
    internal ValueTask<Outcome<ApiRequest>> AuthorizeAsync(IdentifiedRequest request, CancellationToken cancellationToken)
    {
        if (request.Received.Info is { IsResourceRequest: false, Verb: "head" } && documents.AllowsHead(request.Received.Info.Path))
        {
            return AuthorizeHeadAsync(request, cancellationToken);
        }

        var attributes = AttributesOf(request, request.Received.Info.Verb);
        var pending = authorizer.AuthorizeAsync(attributes, cancellationToken);
        return pending.IsCompletedSuccessfully ? new(Decided(request, attributes, pending.Result)) : DecidedAsync(request, attributes, pending);
    }

    /// <summary>Null when the user of a request may do something beside what the request says, else the refusal: a PUT that creates needs the right to create.</summary>
    internal async ValueTask<StatusError?> AuthorizeAsync(ApiRequest request, string verb, CancellationToken cancellationToken)
    {
        var attributes = AttributesOf(request.Identified, verb);
        return Check(request.Identified, attributes, await authorizer.AuthorizeAsync(attributes, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Who may GET may HEAD (RFC 9110, section 9.3.2); so may who is allowed to HEAD alone.</summary>
    private async ValueTask<Outcome<ApiRequest>> AuthorizeHeadAsync(IdentifiedRequest request, CancellationToken cancellationToken)
    {
        var get = AttributesOf(request, "get");
        var asGet = Decided(request, get, await authorizer.AuthorizeAsync(get, cancellationToken).ConfigureAwait(false));
        if (asGet.IsSuccess)
        {
            return asGet;
        }

        var head = AttributesOf(request, "head");
        return Decided(request, head, await authorizer.AuthorizeAsync(head, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The right that a request needs, with another verb.</summary>
    internal static RequestAttributes AttributesOf(IdentifiedRequest request, string verb) => AttributesOf(request.Received.Info, request.User, verb);

    /// <summary>The right that a user needs for a request.</summary>
    internal static RequestAttributes AttributesOf(RequestInfo info, UserInfo user, string verb) => new()
    {
        User = user,
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

    private async ValueTask<Outcome<ApiRequest>> DecidedAsync(
        IdentifiedRequest request, RequestAttributes attributes, ValueTask<AuthorizationDecision> pending) =>
        Decided(request, attributes, await pending.ConfigureAwait(false));

    private Outcome<ApiRequest> Decided(IdentifiedRequest request, in RequestAttributes attributes, AuthorizationDecision decision) =>
        Check(request, attributes, decision) is { } refused ? refused : new ApiRequest(request, decision);

    private StatusError? Check(IdentifiedRequest request, in RequestAttributes attributes, AuthorizationDecision decision)
    {
        // Whoever allows it knows enough, whatever others could not find out (apiserver, pkg/endpoints/filters/authorization.go).
        if (!decision.IsAllowed && decision.Error.Length > 0)
        {
            request.Notes?.Annotate(Reason, "internal error");
            Log.Undecided(logger, attributes.Verb, TokenMask.Apply(attributes.Path), request.Received.AuditId, TokenMask.Apply(decision.Error));
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
