namespace Signet.Server.Audit.Policy;

/// <summary>How far a request has come when an event is recorded; the names are those of <c>audit.k8s.io/v1</c>.</summary>
internal enum AuditStage
{
    /// <summary>It is known who asks.</summary>
    RequestReceived,

    /// <summary>An answer without end has begun: a watch.</summary>
    ResponseStarted,

    /// <summary>It has been answered.</summary>
    ResponseComplete,

    /// <summary>It failed in a way that nobody expected.</summary>
    Panic,
}
