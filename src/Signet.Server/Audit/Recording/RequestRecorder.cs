using Microsoft.Extensions.Logging;
using Signet.Server.Audit.Output;
using Signet.Server.Authentication.Chain;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Requests;
using Signet.Server.Tracing;

namespace Signet.Server.Audit.Recording;

/// <summary>Creates the <see cref="RequestOutcome"/> of each request and passes it to all observers.</summary>
/// <param name="auditor">Holds requests while the queue of the audit log is full; null without an audit log. Also one of the observers.</param>
/// <param name="observers">All observers.</param>
/// <param name="time">The clock of durations.</param>
/// <param name="tracing">The spans of requests; null without traces.</param>
/// <param name="logger">The logger of failing observers.</param>
internal sealed class RequestRecorder(
    RequestAuditor? auditor,
    IReadOnlyList<IRequestObserver> observers,
    TimeProvider time,
    RequestTracing? tracing,
    ILogger<RequestRecorder> logger)
{
    /// <summary>Begins the scope and the span of a request, in the flow of the calling method: the span is current until <see cref="Ended"/>.</summary>
    public void Open(RequestRecord record)
    {
        record.Scope = RequestScope.Begin(record.Received.AuditId);
        record.Span = tracing?.Begin(record.Received) ?? default;
    }

    /// <summary>Called after authentication, before the request has any effect.</summary>
    public ValueTask BeginAsync(RequestRecord record, in AuthenticationResult authentication, CancellationToken cancellationToken)
    {
        record.Detail = authentication.Refusal;
        tracing?.Authenticated(record.Span, record.Received, authentication.User);
        if (auditor is null)
        {
            record.Sender = authentication.User;
            return default;
        }

        return BeginAsync(auditor, record, authentication, cancellationToken);
    }

    /// <summary>Called before a streaming response starts. Completes when it may start.</summary>
    public ValueTask StartedAsync(RequestRecord record, CancellationToken cancellationToken)
    {
        record.HasStreamed = true;
        Notify(record, hasEnded: false);
        return auditor is { HoldsAnswers: true } ? auditor.HoldStartAsync(OutcomeOf(record), cancellationToken) : default;
    }

    /// <summary>What holds an answer back until it is recorded; null when nothing does.</summary>
    public AnswerHold? HoldOf(RequestRecord record, CancellationToken cancellationToken) => auditor is { HoldsAnswers: true } && !record.IsPreflight
        ? new AnswerHold(() => RecordAsync(auditor, record, cancellationToken))
        : null;

    /// <summary>Called when a request has ended.</summary>
    public void Ended(RequestRecord record)
    {
        Notify(record, hasEnded: true);
        if (record.Span.Activity is not null)
        {
            RequestTracing.End(record.Span, new RequestOutcome(record, time.GetElapsedTime(record.Received.StartedAt)));
        }

        record.Scope?.Dispose();
    }

    /// <summary>A failing observer does not affect the others.</summary>
    private void Notify(RequestRecord record, bool hasEnded)
    {
        var outcome = OutcomeOf(record);
        for (var i = 0; i < observers.Count; i++)
        {
            try
            {
                if (hasEnded)
                {
                    observers[i].Ended(outcome);
                }
                else
                {
                    observers[i].Started(outcome);
                }
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                Log.ObserverFailed(logger, exception, observers[i].GetType().Name, record.Received.AuditId);
            }
        }
    }

    private RequestOutcome OutcomeOf(RequestRecord record) => new(record, time.GetElapsedTime(record.Received.StartedAt));

    /// <summary>Records the answer before it is sent. When that fails, the end of the request is recorded with the answer that it gets instead.</summary>
    private async ValueTask RecordAsync(RequestAuditor recording, RequestRecord record, CancellationToken cancellationToken)
    {
        record.End = RequestEnd.Answered;
        await recording.HoldAnswerAsync(OutcomeOf(record), cancellationToken).ConfigureAwait(false);
        record.IsRecorded = true;
    }

    private static async ValueTask BeginAsync(
        RequestAuditor auditor, RequestRecord record, AuthenticationResult authentication, CancellationToken cancellationToken)
    {
        try
        {
            record.Notes = await auditor.BeginAsync(record.Received, authentication, cancellationToken).ConfigureAwait(false);
        }
        catch (AuditFailedException)
        {
            record.Sender = authentication.User;
            throw;
        }

        record.Sender = authentication.User;
    }
}
