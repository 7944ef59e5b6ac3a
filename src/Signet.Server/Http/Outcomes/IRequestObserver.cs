namespace Signet.Server.Http.Outcomes;

/// <summary>Observes the outcomes of requests, for audit, log, metrics and traces. Called by many threads.</summary>
internal interface IRequestObserver
{
    /// <summary>Called before a streaming answer starts, with the outcome so far.</summary>
    void Started(in RequestOutcome outcome)
    {
    }

    /// <summary>Called exactly once for each request, when it has ended.</summary>
    void Ended(in RequestOutcome outcome);
}
