namespace Signet.Server.Audit.Policy;

/// <summary>What is recorded of a request; the default records nothing.</summary>
internal readonly record struct AuditDecision(AuditLevel Level, AuditStages OmitStages, bool OmitManagedFields);
