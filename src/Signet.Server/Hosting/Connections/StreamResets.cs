using Microsoft.AspNetCore.Http;
using Signet.Server.Hosting.Options;
using Signet.Server.Http.Outcomes;

namespace Signet.Server.Hosting.Connections;

/// <summary>Counts the requests that clients cancel, for <c>--http2-max-resets-per-minute</c>: work that was begun for nothing.</summary>
/// <param name="limits">The limit.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamResets(ConnectionOptions limits, TimeProvider time) : IRequestObserver
{
    /// <inheritdoc/>
    public void Ended(in RequestOutcome outcome)
    {
        // Of HTTP/1.1 the connection ends with the request. A short answer may have been written to a stream that was reset already.
        var http = outcome.Request.Http;
        if ((outcome.End == RequestEnd.ClientGone || http.RequestAborted.IsCancellationRequested) &&
            limits.MaxResetsPerMinute > 0 && HttpProtocol.IsHttp2(http.Request.Protocol))
        {
            http.Features.Get<GuardedConnection>()?.CountReset(limits.MaxResetsPerMinute, time);
        }
    }
}
