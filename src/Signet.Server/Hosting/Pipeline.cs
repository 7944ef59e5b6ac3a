using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Storage;
using Signet.Server.Authentication;
using Signet.Server.Authorization;
using Signet.Server.Authorization.Impersonation;
using Signet.Server.Endpoints;
using Signet.Server.Http;

namespace Signet.Server.Hosting;

/// <summary>The way of every request, in order: target → timeout → who → in whose name → may they → endpoint → answer. There is no other.</summary>
internal sealed class Pipeline(
    RequestAuthenticator authenticator,
    Impersonator impersonator,
    RequestAuthorizer authorizer,
    Dispatcher dispatcher,
    TimeProvider time,
    ILogger<Pipeline> logger)
{
    /// <summary>Answers one request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="stopping">Ends streams when the server drains.</param>
    public async Task InvokeAsync(HttpContext http, CancellationToken stopping)
    {
        var request = ApiRequest.Read(http, time.GetUtcNow());
        try
        {
            var answer = await AnswerAsync(request, http.RequestAborted).ConfigureAwait(false);
            await AnswerWriter.WriteAsync(http, request, answer, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer to.
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.RequestFailed(logger, exception, request.Info.Verb, request.Info.Path);
            if (http.Response.HasStarted)
            {
                http.Abort();
                return;
            }

            await AnswerWriter.WriteAsync(http, request, FailureOf(exception), stopping).ConfigureAwait(false);
        }
    }

    private async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (request.Target.Fault == RequestTargetFault.Malformed)
        {
            return StatusErrors.BadRequest("the request's target is malformed");
        }

        if (TimeoutParameter.Check(request) is { } badTimeout)
        {
            return badTimeout;
        }

        if (!(await authenticator.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var user, out var unknown))
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

    /// <summary>What a caller may know of a failure that nobody expected; the log has the rest.</summary>
    private static StatusError FailureOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => StatusErrors.BadRequest("the request's body could not be read") with { Code = bad.StatusCode },
        StoreUnavailableException => new StatusError
        {
            Code = 503,
            Reason = StatusReasons.ServiceUnavailable,
            Message = "the store is not available; whether a change was made is unknown",
            Details = new StatusDetails { RetryAfterSeconds = 1 },
        },
        SigningFailedException => StatusErrors.InternalError("the token could not be signed"),
        _ => StatusErrors.InternalError("an unexpected failure; the server's log tells more"),
    };
}
