using Microsoft.Extensions.Logging;
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

    /// <summary>Called before a streaming response starts.</summary>
    public void Started(RequestRecord record) => Notify(record, hasEnded: false);

    /// <summary>Called when a request has ended.</summary>
    public void Ended(RequestRecord record)
    {
        Notify(record, hasEnded: true);
        if (record.Span.Activity is not null)
        {
            tracing!.End(record.Span, new RequestOutcome(record, time.GetElapsedTime(record.Received.StartedAt)));
        }

        record.Scope?.Dispose();
    }

    /// <summary>A failing observer does not affect the others.</summary>
    private void Notify(RequestRecord record, bool hasEnded)
    {
        var outcome = new RequestOutcome(record, time.GetElapsedTime(record.Received.StartedAt));
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

    private static async ValueTask BeginAsync(
        RequestAuditor auditor, RequestRecord record, AuthenticationResult authentication, CancellationToken cancellationToken)
    {
        record.Notes = await auditor.BeginAsync(record.Received, authentication, cancellationToken).ConfigureAwait(false);
        record.Sender = authentication.User;
    }
}
