namespace Signet.Server.Audit.Policy;

/// <summary>The stage of a request at which an event is recorded; the names are those of <c>audit.k8s.io/v1</c>.</summary>
internal enum AuditStage
{
    /// <summary>The sender is authenticated.</summary>
    RequestReceived,

    /// <summary>The response of a watch has begun.</summary>
    ResponseStarted,

    /// <summary>The response is complete.</summary>
    ResponseComplete,

    /// <summary>The request failed with an unexpected exception.</summary>
    Panic,
}
