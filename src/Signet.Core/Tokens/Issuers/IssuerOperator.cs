using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Core.Tokens.Issuers;

/// <summary>
/// Carries out the operations of operators. When the task completes, this server has what was committed: reviews that begin afterwards refuse
/// the tokens of a refused issuer, and no other server issues one.
/// </summary>
/// <param name="store">The record.</param>
/// <param name="accepted">The issuers of this server; null when none runs.</param>
/// <param name="time">The clock.</param>
internal sealed class IssuerOperator(IssuerStore store, AcceptedIssuers? accepted, TimeProvider time)
{
    private static readonly GroupResource Resource = new("tokens.signet.dev", IssuerRequestJson.Plural);
    private readonly IssuingWindow _issuing = new(store.IsShared, time);

    /// <summary>Carries out a request.</summary>
    /// <returns>
    /// The result; or a 400 for an impossible operation, a 409 for one that has to be confirmed (each consequence is a cause) or that lost
    /// against other servers again and again, a 500 when the record cannot be read.
    /// </returns>
    public async ValueTask<Outcome<IssuerReport>> RunAsync(IssuerRequest request, CancellationToken cancellationToken)
    {
        var (configured, change, dry, now) = (accepted?.Current.Configured ?? [], IssuerChange.None, IssuerHistory.Empty, time.GetUtcNow());
        try
        {
            var outcome = await store.ChangeAsync(Apply, cancellationToken).ConfigureAwait(false);
            if (!outcome.TryGetValue(out var stored, out var error))
            {
                return error;
            }

            accepted?.Use(stored);
            if (!request.IsDryRun && request.Action == IssuerAction.Refuse)
            {
                await _issuing.CloseAsync(cancellationToken).ConfigureAwait(false);
            }

            return new IssuerReport(configured, request.IsDryRun ? dry : stored.History, change, now);
        }
        catch (IssuerRecordException exception)
        {
            return StatusErrors.InternalError(exception.Message);
        }

        Outcome<IssuerHistory> Apply(IssuerHistory history)
        {
            if (!Decide(request, new IssuerDecision(configured, history, now)).TryGetValue(out var decided, out var error))
            {
                return error;
            }

            change = decided;
            if (decided.Consequences.Count > 0 && !request.IsConfirmed)
            {
                return Confirmation.Require(Resource, decided.Consequences);
            }

            dry = decided.Entry is { } entry ? history.With(entry) : history;
            return request.IsDryRun ? history : dry;
        }
    }

    private static Outcome<IssuerChange> Decide(IssuerRequest request, IssuerDecision decision) => request.Action switch
    {
        IssuerAction.List => IssuerChange.None,
        IssuerAction.Refuse => decision.Refuse(request.Issuer),
        IssuerAction.Accept => decision.Accept(request.Issuer),
        _ => throw new ArgumentOutOfRangeException(nameof(request)),
    };
}
