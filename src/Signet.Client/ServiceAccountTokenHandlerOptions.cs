namespace Signet.Client;

/// <summary>How a <see cref="ServiceAccountTokenHandler"/> sends tokens.</summary>
public sealed class ServiceAccountTokenHandlerOptions
{
    /// <summary>Whether the target may have the scheme <c>http</c>: the token is then readable in the network.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>
    /// Whether an answer 401 is reported to the source, which then replaces the token early. A request without a body is sent once more when the source
    /// has another token; the answer to any other request is returned as it is.
    /// </summary>
    public bool RefreshOnUnauthorized { get; init; } = true;
}
