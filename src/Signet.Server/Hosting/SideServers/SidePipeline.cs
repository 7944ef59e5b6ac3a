using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Receiving;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Sending;

namespace Signet.Server.Hosting.SideServers;

/// <summary>The requests of a side server, which has no users: no authentication, no body, no audit. Kestrel answers a 500 for an exception.</summary>
/// <param name="front">Receives requests.</param>
/// <param name="answer">The answer of a path; null for a path that is not served, which is a 404.</param>
internal sealed class SidePipeline(RequestReceiver front, Func<ReceivedRequest, CancellationToken, ValueTask<Answer?>> answer)
{
    /// <summary>Processes one request.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        var received = front.Receive(http);
        Answer notFound = StatusErrors.UnknownResource;
        try
        {
            var record = new RequestRecord(received)
            {
                Answer = front.AnswerPreflight(received) ??
                    (received.Fault is { } fault ? fault : await answer(received, http.RequestAborted).ConfigureAwait(false) ?? notFound),
            };
            await AnswerWriter.WriteAsync(record, http.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected; nothing records these requests.
        }
    }
}
