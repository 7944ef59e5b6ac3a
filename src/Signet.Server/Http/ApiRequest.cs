using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Signet.Core.Access;
using Signet.Server.Http.Documents;

namespace Signet.Server.Http;

/// <summary>One request on its way through the pipeline: read once, then handed down.</summary>
public sealed class ApiRequest
{
    private ApiRequest(HttpContext http, RequestTarget target, RequestInfo info, DateTimeOffset now) =>
        (Http, Target, Info, Now) = (http, target, info, now);

    /// <summary>The request and its connection, for headers, body and certificate.</summary>
    public HttpContext Http { get; }

    /// <summary>The path and the parameters.</summary>
    public RequestTarget Target { get; }

    /// <summary>What it is about.</summary>
    public RequestInfo Info { get; }

    /// <summary>When it came; the only clock that it sees. A copy of a streaming request: when it is checked again.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Who makes it; set by authentication, nobody before.</summary>
    public UserInfo User { get; set; } = KnownUsers.Anonymous;

    /// <summary>Who makes it in the name of <see cref="User"/>; null unless somebody is impersonated.</summary>
    public UserInfo? ImpersonatedBy { get; set; }

    /// <summary>Of a constrained impersonation: the verb that allowed it (<c>impersonate:user-info</c>); else empty.</summary>
    public string ImpersonationConstraint { get; set; } = "";

    /// <summary>What its answer, its log lines and its audit events have in common.</summary>
    public string AuditId { get; set; } = "";

    /// <summary>What the audit log shall know of it; null when it is not asked.</summary>
    public RequestNotes? Notes { get; set; }

    /// <summary>The form of a successful answer; set by whoever negotiates.</summary>
    public AnswerFormat Format { get; set; }

    /// <summary>What the client is to be warned of, whatever the answer is; set by whoever decodes the body.</summary>
    public IReadOnlyList<string> Warnings { get; set; } = [];

    /// <summary>Until when its credential is valid; set by authentication.</summary>
    public CredentialLifetime CredentialLifetime { get; set; }

    /// <summary>Why authentication refused it, or empty; for the log and the audit, never for the client.</summary>
    public string Refusal { get; set; } = "";

    /// <summary>Of a streaming answer: whether it may go on.</summary>
    public StreamAccess Access { get; set; } = StreamAccess.Unlimited;

    /// <summary>Whether it is a copy by which a streaming request is checked again: nothing is logged or noted of that.</summary>
    public bool IsRecheck { get; private init; }

    /// <summary>The parameters.</summary>
    public QueryParameters Query => Target.Query;

    /// <summary>The target, as it came.</summary>
    public string RawTarget => Http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    /// <summary>The method, as it came: case counts.</summary>
    public string Method => Http.Request.Method;

    /// <summary>The first User-Agent, or empty.</summary>
    public string UserAgent => Http.Request.Headers.UserAgent is { Count: > 0 } agents ? agents[0] ?? "" : "";

    /// <summary>
    /// A copy that can be authenticated and authorized again after the server has reused what belongs to the connection: it holds headers
    /// and client certificate, and no body. Not safe for concurrent use.
    /// </summary>
    public ApiRequest CopyForRechecks()
    {
        var copy = new DefaultHttpContext();
        foreach (var (name, values) in Http.Request.Headers)
        {
            copy.Request.Headers[name] = values;
        }

        copy.Features.Set<ITlsConnectionFeature>(new TlsConnectionFeature { ClientCertificate = Http.Features.Get<ITlsConnectionFeature>()?.ClientCertificate });
        return new ApiRequest(copy, Target, Info, Now) { AuditId = AuditId, IsRecheck = true };
    }

    /// <summary>Makes the copy a request of another time that nobody has authenticated yet.</summary>
    public void RepeatAt(DateTimeOffset now)
    {
        (Now, User, ImpersonatedBy, ImpersonationConstraint) = (now, KnownUsers.Anonymous, null, "");
        (CredentialLifetime, Refusal) = (default, "");
    }

    /// <summary>Reads a request's line.</summary>
    /// <param name="http">The request.</param>
    /// <param name="now">When it came.</param>
    /// <param name="documents">The paths that are no resources, whatever they look like; null for none.</param>
    public static ApiRequest Read(HttpContext http, DateTimeOffset now, IssuerDocuments? documents = null)
    {
        var target = RequestTarget.Read(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var info = documents?.HideApi(target.Path) == true
            ? new RequestInfo { Path = target.Path, Verb = http.Request.Method.ToLowerInvariant() }
            : RequestInfoReader.Read(http.Request.Method, target);
        return new ApiRequest(http, target, info, now);
    }
}
