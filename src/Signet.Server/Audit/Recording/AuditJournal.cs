using Signet.Server.Audit.Output;
using Signet.Server.Audit.Policy;
using Signet.Server.Files;

namespace Signet.Server.Audit.Recording;

/// <summary>The audit log with its policy.</summary>
/// <param name="Log">The log of events.</param>
/// <param name="Policy">The audit policy; the one in force when a request arrives applies.</param>
/// <param name="Time">The clock of the stages after the first.</param>
internal sealed record AuditJournal(AuditLog Log, IValueSource<AuditPolicy> Policy, TimeProvider Time);
