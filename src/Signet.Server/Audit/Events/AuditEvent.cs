using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Audit.Policy;
using Signet.Server.Http.Requests;

namespace Signet.Server.Audit.Events;

/// <summary>The content of one audit event (<c>audit.k8s.io/v1</c> Event) besides that of the request.</summary>
internal readonly record struct AuditEvent
{
    public required ReceivedRequest Request { get; init; }

    /// <summary>The stage of the request.</summary>
    public required AuditStage Stage { get; init; }

    /// <summary>The time of the stage.</summary>
    public required DateTimeOffset StageTime { get; init; }

    /// <summary>The level of the matching policy rule.</summary>
    public required AuditLevel Level { get; init; }

    /// <summary>The authenticated sender; null when authentication failed.</summary>
    public UserInfo? Sender { get; init; }

    /// <summary>The impersonated user; null without impersonation.</summary>
    public UserInfo? Impersonated { get; init; }

    /// <summary>For constrained impersonation: the verb that allowed it; else empty.</summary>
    public string ImpersonationConstraint { get; init; }

    /// <summary>The annotations and notes of the request, or null.</summary>
    public RequestNotes? Notes { get; init; }

    /// <summary>The status code of the response; 0 when there was none.</summary>
    public int Code { get; init; }

    /// <summary>The error of the response, or null.</summary>
    public StatusError? Failure { get; init; }

    /// <summary>The kinds of credentials of a request whose authentication failed; else null.</summary>
    public string? Attempted { get; init; }

    /// <summary>Why there was no response; else empty.</summary>
    public string Unanswered { get; init; }

    /// <summary>The name that the server generated for the object; else empty.</summary>
    public string GeneratedName { get; init; }

    /// <summary>The redacted request body; empty for none.</summary>
    public ReadOnlyMemory<byte> RequestObject { get; init; }

    /// <summary>The redacted response body; empty for none.</summary>
    public ReadOnlyMemory<byte> ResponseObject { get; init; }

    /// <summary>Whether bodies were left out because of their size.</summary>
    public bool IsTruncated { get; init; }
}
