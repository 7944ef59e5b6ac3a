using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Signet.Core.Primitives;
using Signet.Server.Http.Targets;

namespace Signet.Server.Http.Requests;

/// <summary>
/// A request of which only the head has been read. The first of the stages of a request: received,
/// <see cref="AuthenticatedRequest"/>, <see cref="IdentifiedRequest"/>, <see cref="ApiRequest"/>. All are immutable, and each step takes the
/// stage that the previous step returns.
/// </summary>
internal sealed class ReceivedRequest
{
    /// <summary>The request and its connection, for headers, body and certificate.</summary>
    public required HttpContext Http { get; init; }

    /// <summary>The path and the query.</summary>
    public required RequestTarget Target { get; init; }

    /// <summary>Verb, resource, namespace and name.</summary>
    public required RequestInfo Info { get; init; }

    /// <summary>The time of receipt, which authentication, authorization and endpoints use as the current time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The time of receipt as a timestamp of the monotonic clock (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public long StartedAt { get; init; }

    /// <summary>Shared by the answer, the log lines and the audit events of this request.</summary>
    public string AuditId { get; init; } = "";

    /// <summary>Why the request is refused before authentication (target, size of the head, parameter <c>timeout</c>), or null.</summary>
    public StatusError? Fault { get; init; }

    /// <summary>Time limit from <see cref="StartedAt"/>; <see cref="Timeout.InfiniteTimeSpan"/> for a long-running request.</summary>
    public TimeSpan TimeLimit { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Whether a header begins with <c>Impersonate-</c>.</summary>
    public bool HasImpersonationHeader { get; init; }

    /// <summary>The parameters.</summary>
    public QueryParameters Query => Target.Query;

    /// <summary>The target as received.</summary>
    public string RawTarget => Http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    /// <summary>The method as received; case-sensitive.</summary>
    public string Method => Http.Request.Method;

    /// <summary>The first User-Agent, or empty.</summary>
    public string UserAgent => Http.Request.Headers.UserAgent is { Count: > 0 } agents ? agents[0] ?? "" : "";

    /// <summary>
    /// A copy that stays valid after Kestrel reuses the objects of the connection. It has headers and client certificate, and no
    /// body. Running streams are checked again with it.
    /// </summary>
    public ReceivedRequest Detach()
    {
        var copy = new DefaultHttpContext();
        foreach (var (name, values) in Http.Request.Headers)
        {
            copy.Request.Headers[name] = values;
        }

        var tls = Http.Features.Get<ITlsConnectionFeature>();
        if (tls is null && Http.Features.Get<ControlConnection>() is { } control)
        {
            copy.Features.Set(control);
        }
        else
        {
            copy.Features.Set<ITlsConnectionFeature>(new TlsConnectionFeature { ClientCertificate = tls?.ClientCertificate });
        }

        return With(copy, Now);
    }

    /// <summary>A copy with another time of receipt.</summary>
    public ReceivedRequest At(DateTimeOffset now) => With(Http, now);

    private ReceivedRequest With(HttpContext http, DateTimeOffset now) => new()
    {
        Http = http,
        Target = Target,
        Info = Info,
        Now = now,
        StartedAt = StartedAt,
        AuditId = AuditId,
        Fault = Fault,
        TimeLimit = TimeLimit,
        HasImpersonationHeader = HasImpersonationHeader,
    };
}
