namespace Signet.Server.Http.Outcomes;

/// <summary>Observes what becomes of requests: the audit, the log; metrics and traces belong here, too. Called by many threads.</summary>
internal interface IRequestObserver
{
    /// <summary>A streaming answer is about to start. The outcome is that of a request that has not ended.</summary>
    void Started(in RequestOutcome outcome)
    {
    }

    /// <summary>A request has ended. Called exactly once for each request, and on every path.</summary>
    void Ended(in RequestOutcome outcome);
}
