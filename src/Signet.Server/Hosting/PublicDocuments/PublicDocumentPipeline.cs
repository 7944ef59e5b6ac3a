using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;
using Signet.Server.Endpoints.Documents;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Receiving;
using Signet.Server.Http.Sending;

namespace Signet.Server.Hosting.PublicDocuments;

/// <summary>
/// The requests of the public address: the issuers' documents, without authentication; a 404 for everything else. Kestrel answers a 500 for an exception.
/// </summary>
internal sealed class PublicDocumentPipeline(RequestReceiver front, OpenIdEndpoints documents)
{
    /// <summary>Processes one request.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        var received = front.Receive(http);
        Answer notFound = StatusErrors.UnknownResource;
        var record = new RequestRecord(received)
        {
            Answer = front.AnswerPreflight(received) ?? (received.Fault is { } fault ? fault : documents.Answer(received) ?? notFound),
        };
        try
        {
            await AnswerWriter.WriteAsync(record, http.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected; nothing records these requests.
        }
    }
}
