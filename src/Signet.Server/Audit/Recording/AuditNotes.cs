using Signet.Server.Audit.Policy;
using Signet.Server.Http.Requests;

namespace Signet.Server.Audit.Recording;

/// <summary>The notes of a request that is recorded, and what the policy decided when its sender was known.</summary>
internal sealed class AuditNotes(AuditDecision decision) : RequestNotes(recordsBody: decision.Level >= AuditLevel.Request)
{
    /// <summary>What is recorded.</summary>
    public AuditDecision Decision => decision;
}
