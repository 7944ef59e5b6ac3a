using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Server.Audit;
using Signet.Server.Authentication;
using Signet.Server.Authorization;
using Signet.Server.Authorization.Impersonation;
using Signet.Server.Authorization.Streams;
using Signet.Server.Endpoints;
using Signet.Server.Http;

namespace Signet.Server.Hosting;

/// <summary>The way of every request, in order: target → preflights of browsers → size of its head → timeout → who → in whose name → may they → endpoint → answer, all of it audited. There is no other.</summary>
internal sealed class Pipeline(
    RequestFront front,
    RequestAuditor auditor,
    RequestAuthenticator authenticator,
    Impersonator impersonator,
    RequestAuthorizer authorizer,
    Dispatcher dispatcher,
    RunningStreams streams,
    TimeProvider time,
    ILogger<Pipeline> logger)
{
    /// <summary>Answers one request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="stopping">Ends streams when the server drains.</param>
    public async Task InvokeAsync(HttpContext http, CancellationToken stopping)
    {
        var request = front.Read(http, time.GetUtcNow());
        var trail = auditor.Begin(request);
        if (front.AnswerPreflight(request) is { } preflight)
        {
            // No caller and no effect, so no event, as in kube-apiserver.
            await AnswerWriter.WriteAsync(http, request, preflight, stopping).ConfigureAwait(false);
            return;
        }

        try
        {
            var answer = await AnswerAsync(request, trail, http.RequestAborted).ConfigureAwait(false);
            trail?.Answered(answer);
            await (answer is Answer.Streaming
                ? StreamAsync(request, answer, trail, stopping)
                : AnswerWriter.WriteAsync(http, request, answer, stopping)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer to.
            trail?.Abandoned();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            if (exception is StoreFullException)
            {
                Log.DiskFull(logger, request.Info.Verb, TokenMask.Apply(request.Info.Path), exception.Message, request.AuditId);
            }
            else
            {
                Log.RequestFailed(logger, exception, request.Info.Verb, TokenMask.Apply(request.Info.Path), request.AuditId);
            }

            var (failure, isExpected) = FailureOf(exception);
            trail?.Failed(failure, isExpected);
            if (http.Response.HasStarted)
            {
                http.Abort();
                return;
            }

            await AnswerWriter.WriteAsync(http, request, failure, stopping).ConfigureAwait(false);
        }
        finally
        {
            trail?.Complete();
        }
    }

    /// <summary>Sends an answer without end for as long as the request is authenticated and authorized.</summary>
    private async Task StreamAsync(ApiRequest request, Answer answer, AuditTrail? trail, CancellationToken stopping)
    {
        var stream = streams.Begin(request);
        try
        {
            await AnswerWriter.WriteAsync(request.Http, request, answer, stopping).ConfigureAwait(false);
        }
        finally
        {
            streams.End(stream);
            if (stream.Access.Error is { } ended)
            {
                trail?.Ended(ended, stream.Access.Reason);
            }
        }
    }

    private async ValueTask<Answer> AnswerAsync(ApiRequest request, AuditTrail? trail, CancellationToken cancellationToken)
    {
        if (request.Target.Fault == RequestTargetFault.Malformed)
        {
            return StatusErrors.BadRequest("the request's target is malformed");
        }

        if (RequestLimits.Check(request.Http) is { } tooLarge)
        {
            return tooLarge;
        }

        if (TimeoutParameter.Check(request) is { } badTimeout)
        {
            return badTimeout;
        }

        var authenticated = await authenticator.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
        if (trail is not null)
        {
            await trail.ReceivedAsync(authenticated.IsSuccess ? authenticated.Value : null, cancellationToken).ConfigureAwait(false);
        }

        if (!authenticated.TryGetValue(out var user, out var unknown))
        {
            return unknown;
        }

        request.User = user;
        if (await impersonator.ImpersonateAsync(request, cancellationToken).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        return await authorizer.AuthorizeAsync(request, cancellationToken).ConfigureAwait(false) is { } forbidden
            ? forbidden
            : await dispatcher.AnswerAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a caller may know of a failure, of which the log has the rest; and whether it was to be expected.</summary>
    private static (StatusError Error, bool IsExpected) FailureOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => (StatusErrors.BadRequest("the request's body could not be read") with { Code = bad.StatusCode }, true),
        StoreFullException => (new StatusError
        {
            Code = StatusCodes.Status507InsufficientStorage,
            Reason = StatusReasons.InsufficientStorage,
            Message = "the disk of the store is full: objects can be read, deleted and made smaller, but neither created nor made larger; nothing was changed",
        }, true),
        StoreUnavailableException => (new StatusError
        {
            Code = 503,
            Reason = StatusReasons.ServiceUnavailable,
            Message = "the store is not available; whether a change was made is unknown",
            Details = new StatusDetails { RetryAfterSeconds = 1 },
        }, true),
        _ => (StatusErrors.InternalError("an unexpected failure; the server's log tells more"), false),
    };
}
