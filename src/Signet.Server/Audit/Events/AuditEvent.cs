using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Audit.Policy;
using Signet.Server.Http.Requests;

namespace Signet.Server.Audit.Events;

/// <summary>What one event says of a request (<c>audit.k8s.io/v1</c> Event); the rest is the request's own.</summary>
internal readonly record struct AuditEvent
{
    /// <summary>The request.</summary>
    public required ReceivedRequest Request { get; init; }

    /// <summary>How far it has come.</summary>
    public required AuditStage Stage { get; init; }

    /// <summary>When that was.</summary>
    public required DateTimeOffset StageTime { get; init; }

    /// <summary>How much of it is recorded.</summary>
    public required AuditLevel Level { get; init; }

    /// <summary>The authenticated sender; null when it is not known.</summary>
    public UserInfo? Sender { get; init; }

    /// <summary>The user that the sender impersonates; null when nobody is impersonated.</summary>
    public UserInfo? Impersonated { get; init; }

    /// <summary>Of a constrained impersonation: the verb that allowed it; else empty.</summary>
    public string ImpersonationConstraint { get; init; }

    /// <summary>What was noted, or null.</summary>
    public RequestNotes? Notes { get; init; }

    /// <summary>The code of the answer, or 0 when there was none.</summary>
    public int Code { get; init; }

    /// <summary>The failure that was answered, or null.</summary>
    public StatusError? Failure { get; init; }

    /// <summary>By what somebody who is not known tried to say who they are; null for everybody else.</summary>
    public string? Attempted { get; init; }

    /// <summary>What became of it when nothing was answered, else empty.</summary>
    public string Unanswered { get; init; }

    /// <summary>The name that the server gave to the object, or empty.</summary>
    public string GeneratedName { get; init; }

    /// <summary>The redacted body that was sent, or empty.</summary>
    public ReadOnlyMemory<byte> RequestObject { get; init; }

    /// <summary>The redacted body that was answered, or empty.</summary>
    public ReadOnlyMemory<byte> ResponseObject { get; init; }

    /// <summary>Whether bodies were left out because they are too long.</summary>
    public bool IsTruncated { get; init; }
}
