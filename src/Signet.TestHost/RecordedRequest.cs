namespace Signet.TestHost;

/// <summary>A request that the server has answered. It has no query, no header and no body, so that it can have no token.</summary>
public sealed class RecordedRequest
{
    internal RecordedRequest(string method, string path) => (Method, Path) = (method, path);

    /// <summary>The HTTP method: <c>POST</c>.</summary>
    public string Method { get; }

    /// <summary>The decoded path without the query: <c>/api/v1/namespaces/default/serviceaccounts/builder/token</c>.</summary>
    public string Path { get; }

    /// <summary>The authenticated user, after impersonation; null when it is not known. <c>system:anonymous</c> without a credential.</summary>
    public string? UserName { get; internal init; }

    /// <summary>The status code of the answer; 0 when the client disconnected before there was one.</summary>
    public int Status { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path} {UserName ?? "-"} {Status}";
}
