using Signet.Core.Primitives;
using Signet.Server.Files;
using Signet.Server.Http;

namespace Signet.Server.Audit;

/// <summary>Gives every request its id, and opens its audit if there is one.</summary>
/// <param name="journal">Where events go; null without <c>--audit-log-path</c>: then nothing is done for them.</param>
/// <param name="uids">Makes the ids.</param>
public sealed class RequestAuditor(AuditJournal? journal, IUidSource uids)
{
    /// <summary>Opens the audit of one request, which has notes from now on; null when nobody keeps a log.</summary>
    internal AuditTrail? Begin(ApiRequest request)
    {
        request.AuditId = AuditIdHeader.Choose(request.Http.Request.Headers[AuditIdHeader.Name], uids);
        request.Http.Response.Headers[AuditIdHeader.Name] = request.AuditId;
        if (journal is null)
        {
            return null;
        }

        request.Notes = new RequestNotes();
        return new AuditTrail(journal, request);
    }
}

/// <summary>What is recorded, and where.</summary>
/// <param name="Log">Where the events go.</param>
/// <param name="Policy">Which are recorded; the policy in force decides when a request comes.</param>
/// <param name="Time">For the times of the stages after the first.</param>
public sealed record AuditJournal(AuditLog Log, IValueSource<AuditPolicy> Policy, TimeProvider Time);
