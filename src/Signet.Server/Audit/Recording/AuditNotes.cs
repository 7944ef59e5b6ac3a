using Signet.Server.Audit.Policy;
using Signet.Server.Http.Requests;

namespace Signet.Server.Audit.Recording;

/// <summary>The notes of a recorded request, with the policy's decision from when its sender was authenticated.</summary>
internal sealed class AuditNotes(AuditDecision decision) : RequestNotes(recordsBody: decision.Level >= AuditLevel.Request)
{
    public AuditDecision Decision => decision;
}
