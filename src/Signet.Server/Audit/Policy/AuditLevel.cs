namespace Signet.Server.Audit.Policy;

/// <summary>How much of a request is recorded; the names are those of <c>audit.k8s.io/v1</c>.</summary>
internal enum AuditLevel
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Who asked for what, and how it ended.</summary>
    Metadata,

    /// <summary>That, and the body that was sent.</summary>
    Request,

    /// <summary>That, and the body that was answered.</summary>
    RequestResponse,
}
