using Microsoft.AspNetCore.Http;
using Signet.Core.Access;
using Signet.Server.Http.Targets;

namespace Signet.Server.Http.Requests;

/// <summary>A request that is authenticated and authorized: the last stage, which endpoints answer. Immutable; what an endpoint decides is in its <c>Answer</c>.</summary>
internal sealed class ApiRequest
{
    private readonly IdentifiedRequest _identified;

    /// <summary>A request that authorization has allowed.</summary>
    /// <param name="identified">The request.</param>
    /// <param name="decision">The decision that allowed it.</param>
    internal ApiRequest(IdentifiedRequest identified, AuthorizationDecision decision) => (_identified, Decision) = (identified, decision);

    /// <summary>The request and its connection, for headers, body and certificate.</summary>
    public HttpContext Http => _identified.Received.Http;

    /// <summary>The path and the parameters.</summary>
    public RequestTarget Target => _identified.Received.Target;

    /// <summary>The parameters.</summary>
    public QueryParameters Query => Target.Query;

    /// <summary>What it is about.</summary>
    public RequestInfo Info => _identified.Received.Info;

    /// <summary>When it was received; the only clock that endpoints read.</summary>
    public DateTimeOffset Now => _identified.Received.Now;

    /// <summary>In whose name it is made.</summary>
    public UserInfo User => _identified.User;

    /// <summary>Shared by the answer, the log lines and the audit events of this request.</summary>
    public string AuditId => _identified.Received.AuditId;

    /// <summary>What the audit shall know of it; null when it is not recorded.</summary>
    public RequestNotes? Notes => _identified.Notes;

    /// <summary>The method, as it came: case counts.</summary>
    public string Method => Http.Request.Method;

    /// <summary>The first User-Agent, or empty.</summary>
    public string UserAgent => _identified.Received.UserAgent;

    /// <summary>The stage before this one.</summary>
    internal IdentifiedRequest Identified => _identified;

    /// <summary>The decision that allowed it.</summary>
    internal AuthorizationDecision Decision { get; }
}
