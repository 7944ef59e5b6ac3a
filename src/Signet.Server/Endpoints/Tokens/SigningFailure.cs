using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Server.Http.Targets;

namespace Signet.Server.Endpoints.Tokens;

/// <summary>Reports that a token could not be signed. The cause is logged and not sent to the client.</summary>
internal static class SigningFailure
{
    /// <summary>Logs the cause and returns the answer: 503 when a retry may help, else 500.</summary>
    public static StatusError Report(SigningFailedException exception, RequestInfo info, string auditId, ILogger logger)
    {
        if (exception.RetryAfter is not { } retryAfter)
        {
            Log.SigningFailed(logger, exception, info.Namespace, info.Name, auditId);
            return StatusErrors.InternalError("the token could not be signed");
        }

        Log.SignerUnavailable(logger, info.Namespace, info.Name, exception.Message, auditId);
        return new StatusError
        {
            Code = 503,
            Reason = StatusReasons.ServiceUnavailable,
            Message = "the signer of tokens is not available; no token was issued",
            Details = new StatusDetails { RetryAfterSeconds = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds)) },
        };
    }
}
