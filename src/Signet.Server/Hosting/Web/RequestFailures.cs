using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Server.Audit.Output;
using Signet.Server.Http.Targets;

namespace Signet.Server.Hosting.Web;

/// <summary>Maps exceptions to the errors that clients get. The log has the details.</summary>
internal static class RequestFailures
{
    private const string Unknown = "; whether a change was made is unknown";

    /// <summary>The error, and whether the exception is expected: lost I/O or an incomplete body.</summary>
    public static (StatusError Error, bool IsExpected) Describe(Exception exception) => exception switch
    {
        BadHttpRequestException bad => (StatusErrors.BadRequest("the request's body could not be read") with { Code = bad.StatusCode }, true),
        StoreFullException full => (new StatusError
        {
            Code = StatusCodes.Status507InsufficientStorage,
            Reason = StatusReasons.InsufficientStorage,
            Message = full.TakesDeletions
                ? "the disk of the store is full: objects can be read, deleted and made smaller, but neither created nor made larger; nothing was changed"
                : "the store has used up its space: objects can be read, but not changed, until an operator has made space; nothing was changed",
        }, true),
        StoreValueTooLargeException => (new StatusError
        {
            Code = StatusCodes.Status413PayloadTooLarge,
            Reason = StatusReasons.RequestEntityTooLarge,
            Message = "Request entity too large: the store does not take an object of this size; nothing was changed",
        }, true),
        StoreUnavailableException => (new StatusError
        {
            Code = 503,
            Reason = StatusReasons.ServiceUnavailable,
            Message = "the store is not available" + Unknown,
            Details = new StatusDetails { RetryAfterSeconds = 1 },
        }, true),
        AuditFailedException failed => (StatusErrors.InternalError(
            "failed to store audit event" + (failed.IsProcessed ? "; the request was processed, and its answer is withheld" : "")), true),
        _ => (StatusErrors.InternalError("an unexpected failure; the server's log tells more"), false),
    };

    /// <summary>
    /// The 504 of a request that exceeded its time limit, with kube-apiserver's messages (<c>handlers/finisher</c> for writes,
    /// <c>server/filters/timeout.go</c> for the rest). A write in progress may have been committed.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="isUnderWay">Whether an endpoint was processing the request and had read the whole body.</param>
    public static StatusError TimedOut(RequestInfo request, bool isUnderWay) => new()
    {
        Code = StatusCodes.Status504GatewayTimeout,
        Reason = StatusReasons.Timeout,
        Message = !IsWrite(request) ? "Timeout: request did not complete within the allotted timeout"
            : "Timeout: request did not complete within requested timeout - context deadline exceeded" + (isUnderWay && IsStored(request) ? Unknown : ""),
        Details = StatusDetails.Empty,
    };

    private static bool IsWrite(RequestInfo request) =>
        request is { IsResourceRequest: true, Verb: "create" or "update" or "patch" or "delete" or "deletecollection" };

    /// <summary>Reviews are not stored.</summary>
    private static bool IsStored(RequestInfo request) => request.ApiGroup is not ("authentication.k8s.io" or "authorization.k8s.io");
}
