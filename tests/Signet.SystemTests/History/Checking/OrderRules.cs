namespace Signet.SystemTests.History.Checking;

/// <summary>Revisions follow the order in real time: what was answered before a request began has happened before it.</summary>
internal static class OrderRules
{
    public static IEnumerable<Violation> Check(RunHistory history)
    {
        var deletions = history.ObjectChanges()
            .Where(change => change.Kind == ChangeKind.Deleted)
            .GroupBy(change => change.Name)
            .ToDictionary(same => same.Key, same => same.Max(change => change.Revision));
        var calls = history.Calls
            .Where(call => call.Result == CallResult.Done)
            .Select(call => call.Kind == CallKind.Delete ? call with { Revision = deletions.GetValueOrDefault(call.Name) } : call)
            .Where(call => call.Revision > 0)
            .ToList();
        var ended = calls.OrderBy(call => call.Ended).ToList();
        var (next, newest, newestOf) = (0, (Call?)null, new Dictionary<string, Call>());
        foreach (var call in calls.OrderBy(call => call.Began))
        {
            for (; ended[next].Ended < call.Began; next++)
            {
                newest = Newer(newest, ended[next]);
                newestOf[ended[next].Name] = Newer(newestOf.GetValueOrDefault(ended[next].Name), ended[next]);
            }

            if (Violated(call, newest, newestOf.GetValueOrDefault(call.Name)) is { } violation)
            {
                yield return violation;
            }
        }
    }

    private static Call Newer(Call? one, Call other) => one is null || other.Revision > one.Revision ? other : one;

    private static Violation? Violated(Call call, Call? newest, Call? newestOfName) => call.Kind switch
    {
        CallKind.List when newest is not null && call.Revision < newest.Revision => Older(HistoryRule.StaleRead, call, newest),
        CallKind.Read when newestOfName is not null && call.Revision < newestOfName.Revision => Older(HistoryRule.StaleRead, call, newestOfName),
        CallKind.Create or CallKind.Increment or CallKind.Delete when newest is not null && call.Revision <= newest.Revision =>
            Older(HistoryRule.RevisionOrder, call, newest),
        _ => null,
    };

    private static Violation Older(HistoryRule rule, Call call, Call before) => new(
        rule,
        $"{call.Kind} {call.Name} by replica {call.Replica} at {call.Began} has revision {call.Revision}; " +
        $"{before.Kind} {before.Name} by replica {before.Replica}, answered at {before.Ended}, has {before.Revision}");
}
