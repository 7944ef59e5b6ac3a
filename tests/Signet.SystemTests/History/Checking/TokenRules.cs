namespace Signet.SystemTests.History.Checking;

/// <summary>The rules of tokens that are bound to objects.</summary>
internal static class TokenRules
{
    public static IEnumerable<Violation> Check(RunHistory history) => history.Calls
        .Where(call => call.Kind is CallKind.Create or CallKind.Issue or CallKind.Review or CallKind.Delete)
        .GroupBy(call => call.Name)
        .SelectMany(calls => CheckAccepted(history.Freshness, [.. calls]).Concat(CheckRefused([.. calls])));

    private static IEnumerable<Violation> CheckAccepted(TimeSpan freshness, IReadOnlyList<Call> calls)
    {
        foreach (var deletion in calls.Where(call => call is { Kind: CallKind.Delete, Result: CallResult.Done }))
        {
            foreach (var later in calls.Where(call => call is { Kind: CallKind.Issue or CallKind.Review, Result: CallResult.Done }))
            {
                var allowed = later.Kind == CallKind.Issue || later.Replica == deletion.Replica ? TimeSpan.Zero : freshness;
                if (later.Began - deletion.Ended > allowed)
                {
                    yield return new Violation(
                        later.Kind == CallKind.Issue ? HistoryRule.TokenIssuedAfterDeletion : HistoryRule.TokenAcceptedAfterRevocation,
                        $"{later.Name}: replica {later.Replica} at {later.Began}, {later.Began - deletion.Ended} after replica {deletion.Replica} had answered the deletion");
                }
            }
        }
    }

    private static IEnumerable<Violation> CheckRefused(IReadOnlyList<Call> calls)
    {
        if (calls.FirstOrDefault(call => call is { Kind: CallKind.Create, Result: CallResult.Done }) is not { } created)
        {
            return [];
        }

        // An unanswered deletion may have been made.
        var deletionBegan = calls.Where(call => call.Kind == CallKind.Delete).Select(call => call.Began).DefaultIfEmpty(TimeSpan.MaxValue).Min();
        return calls
            .Where(call => call is { Kind: CallKind.Issue or CallKind.Review, Result: CallResult.Refused })
            .Where(call => call.Began > created.Ended && call.Ended < deletionBegan)
            .Select(call => new Violation(
                HistoryRule.RefusedAlthoughValid,
                $"{call.Name}: {call.Kind} by replica {call.Replica} at {call.Began}, created by replica {created.Replica} at {created.Ended}"));
    }
}
