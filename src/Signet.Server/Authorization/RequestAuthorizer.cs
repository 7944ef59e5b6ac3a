using Microsoft.Extensions.Logging;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Http;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Server.Authorization;

/// <summary>Authorizes requests, and formats the refusals (apiserver, <c>handlers/responsewriters/errors.go</c>).</summary>
internal sealed class RequestAuthorizer(IAuthorizer authorizer, IssuerDocuments documents, ILogger<RequestAuthorizer> logger)
{
    private static readonly AuthorizationDecision PageAllowed = new(AuthorizationVerdict.Allow, "the page has what the published documents have (--publish-discovery)");
    private int _hasReportedDocument;

    /// <summary>The authorized request; or a 403, or a 500 when authorization failed.</summary>
    internal ValueTask<Outcome<ApiRequest>> AuthorizeAsync(IdentifiedRequest request, CancellationToken cancellationToken)
    {
        if (request.Received.Info is { IsResourceRequest: false, Verb: "head" } && documents.AllowsHead(request.Received.Info.Path))
        {
            return AuthorizeHeadAsync(request, cancellationToken);
        }

        if (documents.IsForPage(request.Received))
        {
            Annotate(request.Notes, PageAllowed);
            return new(new ApiRequest(request, PageAllowed));
        }

        var attributes = AttributesOf(request, request.Received.Info.Verb);
        var pending = authorizer.AuthorizeAsync(attributes, cancellationToken);
        return pending.IsCompletedSuccessfully ? new(Resolve(request, attributes, pending.Result)) : ResolveAsync(request, attributes, pending);
    }

    /// <summary>
    /// Checks whether the user of a request may use another verb on its target; null when allowed, else the refusal. A PUT that creates an object
    /// also needs the verb <c>create</c>.
    /// </summary>
    internal async ValueTask<StatusError?> AuthorizeAsync(ApiRequest request, string verb, CancellationToken cancellationToken)
    {
        var attributes = AttributesOf(request.Identified, verb);
        return Check(request.Identified, attributes, await authorizer.AuthorizeAsync(attributes, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Permission to GET allows HEAD (RFC 9110, section 9.3.2); so does permission for HEAD alone.</summary>
    private async ValueTask<Outcome<ApiRequest>> AuthorizeHeadAsync(IdentifiedRequest request, CancellationToken cancellationToken)
    {
        var get = AttributesOf(request, "get");
        var asGet = Resolve(request, get, await authorizer.AuthorizeAsync(get, cancellationToken).ConfigureAwait(false));
        if (asGet.IsSuccess)
        {
            return asGet;
        }

        var head = AttributesOf(request, "head");
        return Resolve(request, head, await authorizer.AuthorizeAsync(head, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The attributes of a request, with another verb.</summary>
    internal static RequestAttributes AttributesOf(IdentifiedRequest request, string verb) => AttributesOf(request.Received.Info, request.User, verb);

    /// <summary>The attributes of a request by a user.</summary>
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

    private async ValueTask<Outcome<ApiRequest>> ResolveAsync(
        IdentifiedRequest request, RequestAttributes attributes, ValueTask<AuthorizationDecision> pending) =>
        Resolve(request, attributes, await pending.ConfigureAwait(false));

    private Outcome<ApiRequest> Resolve(IdentifiedRequest request, in RequestAttributes attributes, AuthorizationDecision decision) =>
        Check(request, attributes, decision) is { } refused ? refused : new ApiRequest(request, decision);

    private StatusError? Check(IdentifiedRequest request, in RequestAttributes attributes, AuthorizationDecision decision)
    {
        // An authorizer that allows the request decides, whatever errors others had (apiserver, pkg/endpoints/filters/authorization.go).
        if (!decision.IsAllowed && decision.Error.Length > 0)
        {
            request.Notes?.Annotate(AuditKey.Reason, "internal error");
            Log.Undecided(logger, attributes.Verb, TokenMask.Apply(attributes.Path), request.Received.AuditId, TokenMask.Apply(decision.Error));
            return StatusErrors.InternalError("the request could not be authorized; see the server's log");
        }

        Annotate(request.Notes, decision);
        if (decision.IsAllowed)
        {
            return null;
        }

        ReportRefusedDocument(attributes);
        return Forbidden(attributes, decision.Reason);
    }

    /// <summary>Logged once: relying parties that cannot read the keys report only that the issuer or the signature is invalid.</summary>
    private void ReportRefusedDocument(in RequestAttributes attributes)
    {
        if (attributes is { IsResourceRequest: false, Verb: "get" or "head" } && documents.Find(attributes.Path) is not null &&
            Interlocked.Exchange(ref _hasReportedDocument, 1) == 0)
        {
            Log.DocumentRefused(logger, attributes.User.Name, attributes.Path);
        }
    }

    /// <summary>Records the decision as audit annotations; a later decision about the same request replaces an earlier one.</summary>
    private static void Annotate(RequestNotes? notes, AuthorizationDecision decision)
    {
        if (notes is not null)
        {
            notes.Annotate(AuditKey.Decision, decision.IsAllowed ? "allow" : "forbid");
            notes.Annotate(AuditKey.Reason, decision.Reason);
        }
    }

    /// <summary>The 403 for refused attributes.</summary>
    internal static StatusError Forbidden(in RequestAttributes attributes, string reason)
    {
        var message = Escape(Describe(attributes));
        return StatusErrors.Forbidden(
            new GroupResource(attributes.ApiGroup, attributes.Resource), attributes.Name, reason.Length == 0 ? message : $"{message}: {reason}");
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

    /// <summary>The message has values that the caller chose, and some clients show it as HTML.</summary>
    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
