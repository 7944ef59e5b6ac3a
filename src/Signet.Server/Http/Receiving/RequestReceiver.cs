using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Signet.Core.Primitives;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Cors;
using Signet.Server.Http.Documents;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Server.Http.Receiving;

/// <summary>The steps of a request before authentication.</summary>
internal sealed class RequestReceiver(IssuerDocuments documents, CorsPolicy cors, RequestDeadlines deadlines, IUidSource uids, TimeProvider time)
{
    /// <summary>
    /// Reads the head of a request, and gives the response the header <c>Audit-Id</c>. A refused head has a <see
    /// cref="ReceivedRequest.Fault"/>.
    /// </summary>
    public ReceivedRequest Receive(HttpContext http)
    {
        var (now, startedAt) = (time.GetUtcNow(), time.GetTimestamp());
        var rawTarget = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var target = RequestTarget.Read(rawTarget);
        var info = documents.HideApi(target.Path)
            ? new RequestInfo { Path = target.Path, Verb = http.Request.Method.ToLowerInvariant() }
            : RequestInfoReader.Read(http.Request.Method, target);
        var head = RequestHead.Read(rawTarget, http.Request.Headers);
        var isTimeValid = TimeoutParameter.Read(info, target.Query, deadlines.TimeLimit).TryGetValue(out var limit, out var badTimeout);
        var auditId = AuditIdHeader.Choose(http.Request.Headers[AuditIdHeader.Name], uids);
        http.Response.Headers[AuditIdHeader.Name] = auditId;
        return new ReceivedRequest
        {
            Http = http,
            Target = target,
            Info = info,
            Now = now,
            StartedAt = startedAt,
            AuditId = auditId,
            Fault = target.Fault == RequestTargetFault.Malformed ? StatusErrors.BadRequest("the request's target is malformed") : head.Fault ?? badTimeout,
            TimeLimit = isTimeValid ? limit : deadlines.TimeLimit,
            HasImpersonationHeader = head.HasImpersonationHeader,
        };
    }

    /// <summary>Starts the deadline of a request; null for a long-running one.</summary>
    public RequestDeadline? StartDeadline(ReceivedRequest request) => deadlines.Start(request);

    /// <summary>Writes the CORS headers, and answers preflight requests, which have no credentials.</summary>
    public Answer? AnswerPreflight(ReceivedRequest request) => cors.Apply(request);
}
