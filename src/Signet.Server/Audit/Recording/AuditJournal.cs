using Signet.Server.Audit.Output;
using Signet.Server.Audit.Policy;
using Signet.Server.Files;

namespace Signet.Server.Audit.Recording;

/// <summary>The outputs of audit events with the policy.</summary>
/// <param name="Sinks">The outputs.</param>
/// <param name="Policy">The audit policy; the one in force when a request arrives applies.</param>
/// <param name="Time">The clock of the stages after the first.</param>
internal sealed record AuditJournal(AuditSinks Sinks, IValueSource<AuditPolicy> Policy, TimeProvider Time);
