using System.Net;

namespace Signet.Client;

/// <summary>A token request that failed. The message names the API server, the service account and the server's reason, never a token.</summary>
public sealed class TokenRequestException : Exception
{
    /// <summary>Makes an exception of a failure.</summary>
    /// <param name="message">What failed.</param>
    /// <param name="statusCode">The status of the answer; null when there was none.</param>
    /// <param name="reason">The reason of the Kubernetes Status in the answer, such as <c>Forbidden</c> or <c>NotFound</c>.</param>
    /// <param name="innerException">The cause, if any.</param>
    public TokenRequestException(string message, HttpStatusCode? statusCode, string? reason, Exception? innerException)
        : base(message, innerException) => (StatusCode, Reason) = (statusCode, reason);

    /// <summary>The status of the answer; null when there was none.</summary>
    public HttpStatusCode? StatusCode { get; }

    /// <summary>The reason of the Kubernetes Status in the answer, such as <c>Forbidden</c> or <c>NotFound</c>; null when it had none.</summary>
    public string? Reason { get; }
}
