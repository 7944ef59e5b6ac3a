using Microsoft.Extensions.Logging;
using Signet.Server.Authentication.Chain;
using Signet.Server.Http.Outcomes;

namespace Signet.Server.Audit.Recording;

/// <summary>Makes the <see cref="RequestOutcome"/> of each request and gives it to all observers.</summary>
/// <param name="auditor">Holds requests back while the audit log is behind; null without an audit log. It is one of the observers, too.</param>
/// <param name="observers">All observers.</param>
/// <param name="time">For durations.</param>
/// <param name="logger">For observers that fail.</param>
internal sealed class RequestRecorder(
    RequestAuditor? auditor, IReadOnlyList<IRequestObserver> observers, TimeProvider time, ILogger<RequestRecorder> logger)
{
    /// <summary>The sender of a request is known, or known to be unknown. Nothing has been done for the request yet.</summary>
    public ValueTask BeginAsync(RequestRecord record, in AuthenticationResult authentication, CancellationToken cancellationToken)
    {
        record.Detail = authentication.Refusal;
        if (auditor is null)
        {
            record.Sender = authentication.User;
            return default;
        }

        return BeginAsync(auditor, record, authentication, cancellationToken);
    }

    /// <summary>A streaming answer is about to start.</summary>
    public void Started(RequestRecord record) => Notify(record, hasEnded: false);

    /// <summary>A request has ended.</summary>
    public void Ended(RequestRecord record) => Notify(record, hasEnded: true);

    /// <summary>An observer that fails keeps nothing from the others.</summary>
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
