using Microsoft.Extensions.Logging;
using Signet.Core.Storage;
using Signet.Server.Hosting.Startup;
using Signet.Server.Http;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Requests;

namespace Signet.Server.Hosting.Web;

/// <summary>Logs failed requests with details that clients do not get.</summary>
/// <param name="options">
/// The server's own time limit. A request that exceeds it is logged as a warning; one that exceeds a shorter limit of its client is not.
/// </param>
/// <param name="logger">The logger.</param>
internal sealed class RequestLog(RequestOptions options, ILogger<RequestLog> logger) : IRequestObserver
{
    /// <inheritdoc/>
    public void Ended(in RequestOutcome outcome)
    {
        var request = outcome.Request;
        switch (outcome)
        {
            case { End: RequestEnd.TimedOut }:
                var level = request.TimeLimit < options.TimeLimit ? LogLevel.Information : LogLevel.Warning;
                if (logger.IsEnabled(level))
                {
                    var path = TokenMask.Apply(request.Info.Path);
                    Log.RequestTimedOut(logger, level, request.Info.Verb, path, request.TimeLimit.TotalSeconds, request.AuditId);
                }

                break;
            case { Exception: StoreFullException full }:
                Log.DiskFull(logger, request.Info.Verb, TokenMask.Apply(request.Info.Path), full.Message, request.AuditId);
                break;
            case { Exception: { } exception }:
                Log.RequestFailed(logger, exception, request.Info.Verb, TokenMask.Apply(request.Info.Path), request.AuditId);
                break;
        }
    }
}
