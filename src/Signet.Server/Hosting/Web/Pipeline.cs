using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Signet.Server.Audit.Recording;
using Signet.Server.Authorization.Streams;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Bodies;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Receiving;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Sending;

namespace Signet.Server.Hosting.Web;

/// <summary>
/// The request pipeline: head → preflight → invalid heads → authentication → audit → impersonation → seats → authorization → endpoint → response → outcome.
/// Each step takes the stage that the previous step returns (<see cref="ReceivedRequest"/>). <see cref="RequestWork"/> has the steps that need seats.
/// </summary>
internal sealed class Pipeline(RequestReceiver front, RequestAccess access, RequestWork work, RunningStreams streams, RequestRecorder recorder)
{
    /// <summary>Processes one request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="stopping">Ends streams when the server shuts down.</param>
    public async Task InvokeAsync(HttpContext http, CancellationToken stopping)
    {
        // While many refusals are held back, nothing else of their requests is in memory: the garbage collector would copy it.
        if (await ProcessAsync(http, stopping).ConfigureAwait(false) is { } delayed)
        {
            await work.SendDelayedAsync(http, delayed).ConfigureAwait(false);
        }
    }

    /// <summary>Answers and records a request.</summary>
    /// <returns>The body of a delayed answer, which is left to send; null when the answer was sent.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<byte[]?> ProcessAsync(HttpContext http, CancellationToken stopping)
    {
        var record = new RequestRecord(front.Receive(http));
        recorder.Open(record);
        using var deadline = front.StartDeadline(record.Received);
        var cancellationToken = deadline?.Token ?? http.RequestAborted;
        try
        {
            record.Answer = await AnswerAsync(record, cancellationToken).ConfigureAwait(false);
            if (record.Answer is Answer.Streaming)
            {
                await StreamAsync(record, cancellationToken, stopping).ConfigureAwait(false);
            }
            else
            {
                record.Hold = recorder.HoldOf(record, cancellationToken);
                await work.SendAsync(record, AnswerWriter.WriteAsync(record, cancellationToken)).ConfigureAwait(false);
                if (record.Hold is { } hold)
                {
                    await hold.ReleaseAsync().ConfigureAwait(false);
                }

                record.End = record.IsConnectionClosed ? RequestEnd.ClientGone : RequestEnd.Answered;
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            await FailAsync(record, exception, deadline?.IsExceeded ?? false).ConfigureAwait(false);
        }
        finally
        {
            work.End(record);
            recorder.Ended(record);
        }

        return record.DelayedBody;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Answer> AnswerAsync(RequestRecord record, CancellationToken cancellationToken)
    {
        var received = record.Received;
        if (front.AnswerPreflight(received) is { } preflight)
        {
            record.IsPreflight = true;
            return preflight;
        }

        if (received.Fault is { } fault)
        {
            return fault;
        }

        var authentication = await access.AuthenticateAsync(received, cancellationToken).ConfigureAwait(false);
        await recorder.BeginAsync(record, authentication, cancellationToken).ConfigureAwait(false);
        if (!authentication.TryGetUser(out var sender, out var refused))
        {
            return refused;
        }

        var authenticated = new AuthenticatedRequest(received, sender, authentication.Lifetime, record.Notes);
        if (!(await access.IdentifyAsync(authenticated, cancellationToken).ConfigureAwait(false)).TryGetValue(out var identified, out refused))
        {
            return refused;
        }

        record.Identified = identified;
        return await work.AnswerAsync(record, identified, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a streaming response for as long as the request is authenticated and authorized.</summary>
    private async Task StreamAsync(RequestRecord record, CancellationToken cancellationToken, CancellationToken stopping)
    {
        await recorder.StartedAsync(record, cancellationToken).ConfigureAwait(false);
        var aborted = record.Received.Http.RequestAborted;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        var stream = streams.Begin(record.Authorized!);
        record.End = RequestEnd.Answered;
        try
        {
            await work.StreamAsync(record, stream.Access, AnswerWriter.WriteAsync(record, stream.Access, end.Token)).ConfigureAwait(false);
        }
        finally
        {
            streams.End(stream);
            if (stream.Access.Error is { } ended)
            {
                (record.Answer, record.Detail, record.End) = (ended, stream.Access.Reason, RequestEnd.AccessEnded);
            }
            else if (record.End == RequestEnd.Answered && (record.IsConnectionClosed || aborted.IsCancellationRequested))
            {
                record.End = RequestEnd.ClientGone;
            }
        }
    }

    /// <summary>Responds to a request that has thrown, if the client is still connected.</summary>
    private static async Task FailAsync(RequestRecord record, Exception exception, bool isTimeout)
    {
        var http = record.Received.Http;
        var isCancelled = exception is OperationCanceledException;
        if (isCancelled && isTimeout)
        {
            record.Answer = RequestFailures.TimedOut(record.Received.Info, record.Authorized is not null && exception is not BodyIncompleteException);
            record.End = RequestEnd.TimedOut;
        }
        else if (exception is BodyIncompleteException || (isCancelled && http.RequestAborted.IsCancellationRequested))
        {
            record.End = RequestEnd.ClientGone;
            return;
        }
        else
        {
            var (error, isExpected) = RequestFailures.Describe(exception);
            (record.Answer, record.Exception) = (error, exception);
            record.End = isExpected ? RequestEnd.Answered : RequestEnd.Failed;
        }

        if (http.Response.HasStarted)
        {
            record.End = record.End == RequestEnd.Answered ? RequestEnd.CutOff : record.End;
            http.Abort();
            return;
        }

        if (record.Hold is not null || record.DelayedBody is not null)
        {
            // The answer that was held back is replaced; this one is sent at once.
            AnswerWriter.Discard(record);
        }

        try
        {
            await AnswerWriter.WriteAsync(record, http.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected as well; the outcome of the request is already recorded.
        }
    }
}
