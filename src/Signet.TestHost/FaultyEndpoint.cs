using Signet.Core.Primitives;
using Signet.Server.Endpoints;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.TestHost;

/// <summary>Answers requests, with the faults of a test.</summary>
internal sealed class FaultyEndpoint(IEndpoint inner, FaultSet faults, TestOrigin origin) : IEndpoint
{
    /// <inheritdoc/>
    public ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (delay, status) = origin.Made(request.Http) ? default : faults.Take(request.Info.Path);
        return delay == TimeSpan.Zero && status == 0
            ? inner.AnswerAsync(request, cancellationToken)
            : AnswerAsync(request, delay, status, cancellationToken);
    }

    private async ValueTask<Answer> AnswerAsync(ApiRequest request, TimeSpan delay, int status, CancellationToken cancellationToken)
    {
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        return status == 0 ? await inner.AnswerAsync(request, cancellationToken).ConfigureAwait(false) : ErrorOf(status);
    }

    private static StatusError ErrorOf(int status) => status == StatusErrors.Unauthorized.Code ? StatusErrors.Unauthorized : new StatusError
    {
        Code = status,
        Reason = ReasonOf(status),
        Message = $"the test has planted a fault: {status}",
        Details = StatusDetails.Empty,
    };

    private static string ReasonOf(int status) => status switch
    {
        400 => StatusReasons.BadRequest,
        403 => StatusReasons.Forbidden,
        404 => StatusReasons.NotFound,
        409 => StatusReasons.Conflict,
        410 => StatusReasons.Expired,
        429 => StatusReasons.TooManyRequests,
        500 => StatusReasons.InternalError,
        503 => StatusReasons.ServiceUnavailable,
        504 => StatusReasons.Timeout,
        _ => StatusReasons.None,
    };
}
