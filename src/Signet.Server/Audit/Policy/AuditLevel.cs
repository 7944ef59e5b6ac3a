namespace Signet.Server.Audit.Policy;

/// <summary>How much of a request is recorded; the names are those of <c>audit.k8s.io/v1</c>.</summary>
internal enum AuditLevel
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>User, target and outcome.</summary>
    Metadata,

    /// <summary>The metadata and the request body.</summary>
    Request,

    /// <summary>The metadata and both bodies.</summary>
    RequestResponse,
}
