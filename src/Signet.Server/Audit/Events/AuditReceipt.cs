namespace Signet.Server.Audit.Events;

/// <summary>Completes when a line was written, with null, or when it could not be written in time, with the fault.</summary>
internal sealed class AuditReceipt() : TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
