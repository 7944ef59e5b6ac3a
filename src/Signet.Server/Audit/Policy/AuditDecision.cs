namespace Signet.Server.Audit.Policy;

/// <summary>What of a request is recorded; the default is nothing.</summary>
internal readonly record struct AuditDecision(AuditLevel Level, AuditStages OmitStages, bool OmitManagedFields);
