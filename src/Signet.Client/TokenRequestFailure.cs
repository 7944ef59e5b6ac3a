using System.Net;

namespace Signet.Client;

/// <summary>Why a token request failed.</summary>
/// <param name="RetryAfter">The delay that the server asked for.</param>
internal sealed record TokenRequestFailure(string Message, HttpStatusCode? StatusCode, string? Reason, TimeSpan? RetryAfter, Exception? Cause)
{
    /// <summary>An exception of its own for each caller: several of them get the same failure.</summary>
    public TokenRequestException ToException() => new(Message, StatusCode, Reason, Cause);
}
