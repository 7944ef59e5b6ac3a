using Microsoft.AspNetCore.Http;
using Signet.Server.Authorization.Streams;
using Signet.Server.Endpoints;
using Signet.Server.FlowControl;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Requests;

namespace Signet.Server.Hosting.Web;

/// <summary>The steps of a request that need seats: authorization, endpoint, and the writing of the answer to a client that reads.</summary>
internal sealed class RequestWork(RequestFlow flow, RequestAccess access, IEndpoint endpoints)
{
    /// <summary>Takes seats, authorizes the request and answers it; or 429.</summary>
    public async ValueTask<Answer> AnswerAsync(RequestRecord record, IdentifiedRequest identified, CancellationToken cancellationToken)
    {
        if (await flow.BeginAsync(record, identified, cancellationToken).ConfigureAwait(false) is { } busy)
        {
            return busy;
        }

        if (!(await access.AuthorizeAsync(identified, cancellationToken).ConfigureAwait(false)).TryGetValue(out var authorized, out var refused))
        {
            return refused;
        }

        record.Authorized = authorized;
        return await endpoints.AnswerAsync(authorized, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Completes when an answer is written. The seats are given back then, or earlier when the client reads slowly.</summary>
    public Task SendAsync(RequestRecord record, Task sending)
    {
        if (sending.IsCompleted || record.Answer is not Answer.List)
        {
            // What is left to do is to wait for the client.
            RequestFlow.EndWork(record);
            return sending;
        }

        return SendSlowlyAsync(record, sending, sending);
    }

    /// <summary>Completes when a stream has ended. The seats are given back when its initial state was sent, or earlier when the client reads slowly.</summary>
    public Task StreamAsync(RequestRecord record, StreamAccess stream, Task sending) => SendSlowlyAsync(record, sending, Task.WhenAny(sending, stream.Begun));

    /// <summary>Sends the body of a delayed answer, whose request has ended already, after the delay; or not when the client leaves.</summary>
    public async Task SendDelayedAsync(HttpContext http, byte[] body)
    {
        try
        {
            await flow.DelayRefusalAsync(http.RequestAborted).ConfigureAwait(false);
            await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The outcome of the request, the refusal, is already recorded.
        }
    }

    /// <summary>Gives back all that a request holds.</summary>
    public void End(RequestRecord record) => flow.End(record);

    private async Task SendSlowlyAsync(RequestRecord record, Task sending, Task working)
    {
        await flow.EndWorkAsync(record, working).ConfigureAwait(false);
        await sending.ConfigureAwait(false);
    }
}
