using Microsoft.AspNetCore.Http;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Server.Http.Outcomes;

/// <summary>The outcome of one request, created once at its end and passed to every <see cref="IRequestObserver"/>.</summary>
/// <param name="record">The state that the pipeline recorded.</param>
/// <param name="duration">The time since the request was received.</param>
internal readonly struct RequestOutcome(RequestRecord record, TimeSpan duration)
{
    /// <summary>The request. Its <see cref="RequestInfo"/> has verb, group, version, resource and subresource, or the class of its path.</summary>
    public ReceivedRequest Request => record.Received;

    /// <summary>From the receipt of the request to its end.</summary>
    public TimeSpan Duration { get; } = duration;

    public RequestEnd End => record.End;

    /// <summary>The authenticated sender; null when it is not known.</summary>
    public UserInfo? Sender => record.Sender;

    /// <summary>The impersonated user, else the sender; null when it is not known.</summary>
    public UserInfo? User => record.Identified?.User ?? record.Sender;

    /// <summary>The impersonation that was allowed; null without impersonation.</summary>
    public ImpersonationGrant? Impersonation => record.Identified?.Impersonation;

    /// <summary>The notes for the audit; null when the request is not recorded, or was not authenticated.</summary>
    public RequestNotes? Notes => record.Notes;

    /// <summary>The answer; null when there was none.</summary>
    public Answer? Answer => record.Answer;

    /// <summary>The failure that was answered or that ended a stream; null for a success.</summary>
    public StatusError? Error => (record.Answer as Answer.Failure)?.Error;

    /// <summary>The unexpected exception, or null.</summary>
    public Exception? Exception => record.Exception;

    /// <summary>The bytes of the body that were written to the connection, after compression.</summary>
    public long BytesWritten => record.BytesWritten;

    /// <summary>Whether the request had no time limit.</summary>
    public bool IsLongRunning => record.Received.Info.IsLongRunning;

    /// <summary>Whether a streaming answer has started.</summary>
    public bool HasStreamed => record.HasStreamed;

    /// <summary>Whether it was a CORS preflight request, which has no sender and no effect.</summary>
    public bool IsPreflight => record.IsPreflight;

    /// <summary>Whether the client closed the connection before there was an answer.</summary>
    public bool IsUnanswered => record.Answer is null;

    /// <summary>The status code; 0 without an answer. The answer's own code, unless its format was refused.</summary>
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
    /// Why the request was refused, failed or ended, else why it was allowed; may be empty. For the log and the audit, never for the
    /// client: it may have details that the answer withholds.
    /// </summary>
    public string Reason => record.Detail.Length > 0 ? record.Detail : Error?.Message ?? record.Authorized?.Decision.Reason ?? "";
}
