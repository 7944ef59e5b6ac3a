using Microsoft.AspNetCore.Http;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Http;

namespace Signet.Server.Audit;

/// <summary>
/// The audit of one request, in the order of its life: received (who asks is known, or known to be unknown), answered, started (a
/// watch), complete. The policy is asked once, at the first of these (apiserver, <c>pkg/endpoints/filters/audit.go</c>).
/// </summary>
/// <remarks>
/// A failed authentication is one event, that its answer has started (apiserver, <c>pkg/endpoints/filters/authn_audit.go</c>). A policy
/// without that stage finds it as complete: who tries what must not be lost because watches are to be recorded once.
/// </remarks>
internal sealed class AuditTrail(AuditJournal journal, ApiRequest request)
{
    /// <summary>An event may be so long; beyond it goes without its bodies (apiserver, <c>--audit-log-truncate-max-event-size</c>).</summary>
    private const int LongestBodies = 10 * 1024 * 1024;

    private AuditDecision _decision;
    private bool _isDecided;
    private UserInfo? _sender;
    private Answer? _answer;
    private string? _attempted;
    private string _unanswered = "";
    private AuditStage _last = AuditStage.ResponseComplete;

    /// <summary>Records that a request of somebody known has come; waits while too many events wait to be written.</summary>
    /// <param name="sender">Who sent it, before impersonation; null when that is not known.</param>
    /// <param name="cancellationToken">Gives up; nothing has been done for the request yet.</param>
    public async ValueTask ReceivedAsync(UserInfo? sender, CancellationToken cancellationToken)
    {
        await journal.Log.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        Decide(sender);
        if (sender is not null)
        {
            Record(AuditStage.RequestReceived, request.Now);
        }
    }

    /// <summary>The answer is known, and not yet on its way.</summary>
    public void Answered(Answer answer)
    {
        _answer = answer;
        if (answer is Answer.Streaming)
        {
            Record(AuditStage.ResponseStarted, journal.Time.GetUtcNow());
        }
        else if (_sender is null && answer is Answer.Failure { Error.Code: StatusCodes.Status401Unauthorized })
        {
            _attempted = AttemptedCredentials.Describe(request);
            _last = _decision.OmitStages.Contains(AuditStage.ResponseStarted) ? AuditStage.ResponseComplete : AuditStage.ResponseStarted;
        }
    }

    /// <summary>It failed.</summary>
    /// <param name="error">What is answered, if anything still can be.</param>
    /// <param name="isExpected">Whether such a thing was to be expected: the store is away, the body broke off.</param>
    public void Failed(StatusError error, bool isExpected)
    {
        _answer = error;
        _last = isExpected ? AuditStage.ResponseComplete : AuditStage.Panic;
    }

    /// <summary>A streaming answer has been ended because its request is no longer authenticated and authorized.</summary>
    public void Ended(StatusError error, string reason)
    {
        _answer = error;
        request.Notes?.Annotate(AuditAnnotations.StreamEnd, reason);
    }

    /// <summary>The client has gone before it was answered.</summary>
    public void Abandoned() => _unanswered = _answer is null ? "the client went away before it was answered" : "";

    /// <summary>Records the end.</summary>
    public void Complete()
    {
        Decide(null);
        Record(_last, journal.Time.GetUtcNow());
    }

    private void Decide(UserInfo? sender)
    {
        if (_isDecided)
        {
            return;
        }

        _isDecided = true;
        _sender = sender;
        _decision = journal.Policy.Current.Decide(request.Info, sender);
        if (_decision.Level == AuditLevel.None)
        {
            request.Notes = null;
        }
        else
        {
            request.Notes!.WantsBody = _decision.Level >= AuditLevel.Request;
        }
    }

    private void Record(AuditStage stage, DateTimeOffset now)
    {
        if (_decision.Level == AuditLevel.None || _decision.OmitStages.Contains(stage))
        {
            return;
        }

        var recorded = new AuditEvent { Request = request, Stage = stage, StageTime = now, Level = _decision.Level, Sender = _sender };
        journal.Log.Append(AuditLine.Of(stage == AuditStage.RequestReceived ? recorded : WithOutcome(recorded)));
    }

    /// <summary>The answer's own code, unless its form was refused; a client that has gone may not have seen either.</summary>
    private int CodeOf(Answer? answer) =>
        answer is Answer.Object found && request.Http.Response.StatusCode == StatusCodes.Status200OK ? found.Code : request.Http.Response.StatusCode;

    private AuditEvent WithOutcome(AuditEvent recorded)
    {
        var failure = (_answer as Answer.Failure)?.Error;
        var isAnswered = _unanswered.Length == 0;
        recorded = recorded with
        {
            Code = !isAnswered ? 0 : failure?.Code ?? CodeOf(_answer),
            Failure = isAnswered ? failure : null,
            Attempted = isAnswered ? _attempted : null,
            Unanswered = _unanswered,
            GivenName = GivenNames.Of(request, _answer),
        };
        if (_decision.Level < AuditLevel.Request)
        {
            return recorded;
        }

        var sent = request.Notes!.Body;
        var answered = _decision.Level < AuditLevel.RequestResponse || !isAnswered ? 0 : AnsweredBody.LengthOf(_answer);
        if (sent.Length + answered > LongestBodies)
        {
            return recorded with { IsTruncated = true };
        }

        return recorded with
        {
            RequestObject = sent.IsEmpty ? sent : Redaction.Apply(sent, SensitiveFields.OfRequest(request.Info), _decision.OmitManagedFields),
            ResponseObject = answered == 0 ? default : Redaction.Apply(AnsweredBody.Of(_answer), Sensitivity.None, _decision.OmitManagedFields),
        };
    }
}
