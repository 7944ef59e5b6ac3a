using System.Globalization;
using Microsoft.AspNetCore.Http;
using Signet.Server.Audit.Events;
using Signet.Server.Audit.Policy;
using Signet.Server.Audit.Secrecy;
using Signet.Server.Authentication.Chain;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Requests;

namespace Signet.Server.Audit.Recording;

/// <summary>
/// Records the audit events of requests: received (the sender is authenticated), started (a watch), complete or failed. The policy decides once per
/// request, after authentication (apiserver, <c>pkg/endpoints/filters/audit.go</c>).
/// </summary>
/// <remarks>
/// A failed authentication is one event with the stage ResponseStarted (apiserver, <c>pkg/endpoints/filters/authn_audit.go</c>). Where the policy
/// omits that stage it is recorded as ResponseComplete: a policy that omits the progress of watches must not lose failed authentications.
/// </remarks>
internal sealed class RequestAuditor(AuditJournal journal) : IRequestObserver
{
    /// <summary>The maximum size of the bodies of an event; larger bodies are left out (apiserver, <c>--audit-log-truncate-max-event-size</c>).</summary>
    private const int MaxBodyBytes = 10 * 1024 * 1024;

    /// <summary>Whether answers wait for their events.</summary>
    public bool HoldsAnswers => journal.Sinks.HoldsAnswers;

    private const string ClientGone = "the client disconnected before the response";

    /// <summary>Records that an authenticated request has been received. Waits while the queue of events is full.</summary>
    /// <param name="request">The request, before it has any effect.</param>
    /// <param name="authentication">The result of authentication, before impersonation.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The notes of the request; null when it is not recorded or authentication failed.</returns>
    public async ValueTask<RequestNotes?> BeginAsync(ReceivedRequest request, AuthenticationResult authentication, CancellationToken cancellationToken)
    {
        await journal.Sinks.WaitForCapacityAsync(cancellationToken).ConfigureAwait(false);
        if (authentication.User is not { } sender)
        {
            return null;
        }

        if (journal.Policy.Current.Decide(request.Info, sender) is not { Level: > AuditLevel.None } decision)
        {
            journal.Sinks.Metrics.NotRecorded();
            return null;
        }

        var notes = new AuditNotes(decision);
        if (authentication.SecondsStale is { } seconds)
        {
            notes.Annotate(AuditKey.StaleToken, string.Create(CultureInfo.InvariantCulture, $"subject: {sender.Name}, seconds after warning threshold: {seconds}"));
        }

        if (!decision.OmitStages.Contains(AuditStage.RequestReceived))
        {
            var audited = new AuditEvent
            {
                Request = request,
                Stage = AuditStage.RequestReceived,
                StageTime = request.Now,
                Level = decision.Level,
                Sender = sender,
                Notes = notes,
            };
            if (journal.Sinks.HoldsRequests)
            {
                await journal.Sinks.AppendAsync(audited, isReceipt: true, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                journal.Sinks.Append(audited);
            }
        }

        return notes;
    }

    /// <inheritdoc/>
    public void Started(in RequestOutcome outcome)
    {
        if (!HoldsAnswers && EventOfStart(outcome) is { } audited)
        {
            journal.Sinks.Append(audited);
        }
    }

    /// <inheritdoc/>
    public void Ended(in RequestOutcome outcome)
    {
        if (!outcome.IsRecorded && EventOfEnd(outcome) is { } audited)
        {
            journal.Sinks.Append(audited);
        }
    }

    /// <summary>Records that a streaming answer starts, and waits until the outputs have the event.</summary>
    /// <exception cref="Output.AuditFailedException">The event cannot be stored.</exception>
    public ValueTask HoldStartAsync(in RequestOutcome outcome, CancellationToken cancellationToken) =>
        EventOfStart(outcome) is { } audited ? journal.Sinks.AppendAsync(audited, isReceipt: false, cancellationToken) : default;

    /// <summary>Records an answer that is about to be sent, and waits until the outputs have the event.</summary>
    /// <exception cref="Output.AuditFailedException">The event cannot be stored.</exception>
    public ValueTask HoldAnswerAsync(in RequestOutcome outcome, CancellationToken cancellationToken) =>
        EventOfEnd(outcome) is { } audited ? journal.Sinks.AppendAsync(audited, isReceipt: false, cancellationToken) : default;

    private AuditEvent? EventOfStart(in RequestOutcome outcome) =>
        outcome.Notes is AuditNotes notes ? EventOf(AuditStage.ResponseStarted, outcome, notes.Decision, attempted: null) : null;

    private AuditEvent? EventOfEnd(in RequestOutcome outcome)
    {
        if (outcome.IsPreflight)
        {
            // A preflight request has no sender and no effect, so no event, as in kube-apiserver.
            return null;
        }

        var decision = outcome.Notes is AuditNotes notes ? notes.Decision : journal.Policy.Current.Decide(outcome.Request.Info, outcome.Sender);
        var isUnauthenticated = outcome.Sender is null && outcome.Error is { Code: StatusCodes.Status401Unauthorized };
        var stage = outcome.End == RequestEnd.Failed ? AuditStage.Panic
            : isUnauthenticated && !decision.OmitStages.Contains(AuditStage.ResponseStarted) ? AuditStage.ResponseStarted
            : AuditStage.ResponseComplete;
        return EventOf(stage, outcome, decision, isUnauthenticated ? AttemptedCredentials.Describe(outcome.Request) : null);
    }

    /// <summary>The notes of a request, with what is known at its end only.</summary>
    private static RequestNotes NotesOf(in RequestOutcome outcome, bool isUnauthenticated)
    {
        var notes = outcome.Notes ?? new RequestNotes(recordsBody: false);
        if (isUnauthenticated && outcome.Reason.Length > 0)
        {
            notes.Annotate(AuditKey.AuthenticationFailure, outcome.Reason);
        }

        if (outcome.End == RequestEnd.AccessEnded)
        {
            notes.Annotate(AuditKey.StreamEnd, outcome.Reason);
        }

        return notes;
    }

    private AuditEvent? EventOf(AuditStage stage, in RequestOutcome outcome, in AuditDecision decision, string? attempted)
    {
        if (decision.Level == AuditLevel.None || decision.OmitStages.Contains(stage))
        {
            return null;
        }

        var notes = NotesOf(outcome, isUnauthenticated: attempted is not null);
        var recorded = new AuditEvent
        {
            Request = outcome.Request,
            Stage = stage,
            StageTime = journal.Time.GetUtcNow(),
            Level = decision.Level,
            Sender = outcome.Sender,
            Impersonated = outcome.Impersonation is null ? null : outcome.User,
            ImpersonationConstraint = outcome.Impersonation?.Constraint ?? "",
            Notes = notes,
            Code = outcome.Code,
            Failure = outcome.Error,
            Attempted = attempted,
            Unanswered = outcome is { IsUnanswered: true, End: RequestEnd.ClientGone } ? ClientGone : "",
            GeneratedName = GeneratedNames.Of(notes, outcome.Answer),
        };
        return decision.Level < AuditLevel.Request ? recorded : WithBodies(recorded, outcome.Answer, decision);
    }

    private static AuditEvent WithBodies(in AuditEvent recorded, Answer? answer, in AuditDecision decision)
    {
        var sent = recorded.Notes!.Body;
        var answered = decision.Level < AuditLevel.RequestResponse ? 0 : ResponseBody.LengthOf(answer);
        if (sent.Length + answered > MaxBodyBytes)
        {
            return recorded with { IsTruncated = true };
        }

        return recorded with
        {
            RequestObject = sent.IsEmpty ? sent : Redaction.Apply(sent, SensitiveFields.OfRequest(recorded.Request.Info), decision.OmitManagedFields),
            ResponseObject = answered == 0 ? default : Redaction.Apply(ResponseBody.Of(answer), Sensitivity.None, decision.OmitManagedFields),
        };
    }
}
