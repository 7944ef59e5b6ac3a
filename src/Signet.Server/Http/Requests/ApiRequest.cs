using Microsoft.AspNetCore.Http;
using Signet.Core.Access;
using Signet.Server.Http.Targets;

namespace Signet.Server.Http.Requests;

/// <summary>An authenticated and authorized request: the last stage, which endpoints answer. Immutable.</summary>
internal sealed class ApiRequest
{
    private readonly IdentifiedRequest _identified;

    /// <param name="identified">The request.</param>
    /// <param name="decision">The decision that allowed it.</param>
    internal ApiRequest(IdentifiedRequest identified, AuthorizationDecision decision) => (_identified, Decision) = (identified, decision);

    /// <summary>The request and its connection, for headers, body and certificate.</summary>
    public HttpContext Http => _identified.Received.Http;

    /// <summary>The path and the query.</summary>
    public RequestTarget Target => _identified.Received.Target;

    /// <summary>The parameters.</summary>
    public QueryParameters Query => Target.Query;

    /// <summary>Verb, resource, namespace and name.</summary>
    public RequestInfo Info => _identified.Received.Info;

    /// <summary>The time of receipt, which endpoints use as the current time.</summary>
    public DateTimeOffset Now => _identified.Received.Now;

    /// <summary>The user that authorization allowed: the impersonated user, else the sender.</summary>
    public UserInfo User => _identified.User;

    /// <summary>Shared by the answer, the log lines and the audit events of this request.</summary>
    public string AuditId => _identified.Received.AuditId;

    /// <summary>Notes for the audit; null when the request is not recorded.</summary>
    public RequestNotes? Notes => _identified.Notes;

    /// <summary>The method as received; case-sensitive.</summary>
    public string Method => Http.Request.Method;

    /// <summary>The first User-Agent, or empty.</summary>
    public string UserAgent => _identified.Received.UserAgent;

    /// <summary>The stage before this one.</summary>
    internal IdentifiedRequest Identified => _identified;

    /// <summary>The decision that allowed it.</summary>
    internal AuthorizationDecision Decision { get; }
}
