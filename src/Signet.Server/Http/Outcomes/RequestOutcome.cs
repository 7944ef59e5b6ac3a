using Microsoft.AspNetCore.Http;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Server.Http.Outcomes;

/// <summary>What became of one request: made exactly once for each, at its end, and given to every <see cref="IRequestObserver"/>.</summary>
/// <param name="record">What the pipeline has recorded.</param>
/// <param name="duration">From the receipt to now.</param>
internal readonly struct RequestOutcome(RequestRecord record, TimeSpan duration)
{
    /// <summary>The request: verb, group, version, resource and subresource, or the class of its path, are in its <see cref="RequestInfo"/>.</summary>
    public ReceivedRequest Request => record.Received;

    /// <summary>From the receipt of the request to its end.</summary>
    public TimeSpan Duration { get; } = duration;

    /// <summary>How it ended.</summary>
    public RequestEnd End => record.End;

    /// <summary>The authenticated sender; null when it is not known.</summary>
    public UserInfo? Sender => record.Sender;

    /// <summary>In whose name it was made: the impersonated user, else the sender; null when that is not known.</summary>
    public UserInfo? User => record.Identified?.User ?? record.Sender;

    /// <summary>How the sender acted as <see cref="User"/>; null when nobody was impersonated.</summary>
    public ImpersonationGrant? Impersonation => record.Identified?.Impersonation;

    /// <summary>What was noted for the audit; null when it is not recorded, or was not authenticated.</summary>
    public RequestNotes? Notes => record.Notes;

    /// <summary>What was answered last; null when nothing was.</summary>
    public Answer? Answer => record.Answer;

    /// <summary>The failure that was answered, or that ended a stream; null for a success.</summary>
    public StatusError? Error => (record.Answer as Answer.Failure)?.Error;

    /// <summary>What was thrown; null when nothing was.</summary>
    public Exception? Exception => record.Exception;

    /// <summary>The bytes of the body that were given to the connection, compressed as they were sent.</summary>
    public long BytesWritten => record.BytesWritten;

    /// <summary>Whether it had no time limit.</summary>
    public bool IsLongRunning => record.Received.Info.IsLongRunning;

    /// <summary>Whether a browser asked for permission only: it has no sender and no effect.</summary>
    public bool IsPreflight => record.IsPreflight;

    /// <summary>Whether the client went before there was an answer.</summary>
    public bool IsUnanswered => record.Answer is null;

    /// <summary>The status code; 0 when there was no answer. The answer's own code, unless its form was refused.</summary>
    public int Code
    {
        get
        {
            var status = record.Received.Http.Response.StatusCode;
            return record.Answer switch
            {
                null => 0,
                Answer.Failure failure => failure.Error.Code,
                Answer.Object found when status == StatusCodes.Status200OK => found.Code,
                _ => status,
            };
        }
    }

    /// <summary>
    /// Why it was refused, failed or ended, else why it was allowed; empty when there is no reason. For logs and the audit, never for the
    /// client: it may tell more than the answer.
    /// </summary>
    public string Reason => record.Detail.Length > 0 ? record.Detail : Error?.Message ?? record.Authorized?.Decision.Reason ?? "";
}
