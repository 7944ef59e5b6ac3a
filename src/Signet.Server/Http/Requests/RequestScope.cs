namespace Signet.Server.Http.Requests;

/// <summary>
/// The request that the current flow of execution works for. The log formats read it, so that each event of a request has its id. It has no effect after
/// the request: background work that a request has started does not keep its id.
/// </summary>
internal sealed class RequestScope : IDisposable
{
    private static readonly AsyncLocal<RequestScope?> Flowing = new();

    private volatile string? _auditId;

    private RequestScope(string auditId) => _auditId = auditId;

    /// <summary>The <c>Audit-Id</c> of the current request, or null.</summary>
    public static string? AuditId => Flowing.Value?._auditId;

    /// <summary>Begins the scope of a request, in the flow of the calling method.</summary>
    public static RequestScope Begin(string auditId) => Flowing.Value = new RequestScope(auditId);

    /// <summary>Ends the request.</summary>
    public void Dispose() => _auditId = null;
}
