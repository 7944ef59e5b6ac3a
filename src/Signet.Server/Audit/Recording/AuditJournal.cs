using Signet.Server.Audit.Output;
using Signet.Server.Audit.Policy;
using Signet.Server.Files;

namespace Signet.Server.Audit.Recording;

/// <summary>What is recorded, and where.</summary>
/// <param name="Log">Where the events go.</param>
/// <param name="Policy">Which are recorded; the policy in force decides when a request comes.</param>
/// <param name="Time">For the times of the stages after the first.</param>
internal sealed record AuditJournal(AuditLog Log, IValueSource<AuditPolicy> Policy, TimeProvider Time);
