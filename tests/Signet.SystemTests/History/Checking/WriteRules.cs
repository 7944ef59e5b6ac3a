namespace Signet.SystemTests.History.Checking;

/// <summary>No acknowledged write is lost, and none is made twice.</summary>
internal static class WriteRules
{
    public static IEnumerable<Violation> Check(RunHistory history)
    {
        var changes = history.ObjectChanges().ToHashSet();
        var deleted = changes.Where(change => change.Kind == ChangeKind.Deleted).Select(change => change.Name).ToHashSet();
        var done = history.Calls.Where(call => call.Result == CallResult.Done).ToList();
        var writes = done.Where(call => call.Kind is CallKind.Create or CallKind.Increment).ToList();
        return
        [
            .. writes
                .Where(call => !changes.Contains((call.Revision, call.Name, call.Kind == CallKind.Create ? ChangeKind.Added : ChangeKind.Modified)))
                .Select(call => Lost($"{call.Kind} of {call.Name} was answered with revision {call.Revision} by replica {call.Replica}, where etcd has no such change")),
            .. done
                .Where(call => call.Kind == CallKind.Delete && !deleted.Contains(call.Name))
                .Select(call => Lost($"the deletion of {call.Name} was answered by replica {call.Replica}, and etcd has none")),
            .. writes.GroupBy(call => call.Revision)
                .Where(same => same.Count() > 1)
                .Select(same => new Violation(
                    HistoryRule.RevisionReused, $"{same.Key} is the answer to {string.Join(", ", same.Select(call => $"{call.Kind} of {call.Name}"))}")),
            .. history.Calls.Where(call => call.Kind == CallKind.Increment).GroupBy(call => call.Name)
                .SelectMany(increments => CheckCounter(increments.Key, [.. increments], done)),
        ];
    }

    private static IEnumerable<Violation> CheckCounter(string name, IReadOnlyList<Call> increments, IReadOnlyList<Call> done)
    {
        var made = increments.Where(call => call.Result == CallResult.Done).ToList();
        foreach (var same in made.GroupBy(call => call.Value).Where(same => same.Count() > 1))
        {
            yield return Lost($"counter {name} was set to {same.Key} by {same.Count()} acknowledged increments");
        }

        var ended = increments.Max(call => call.Ended);
        var unknown = increments.Count(call => call.Result == CallResult.Unknown);
        foreach (var read in done.Where(call => call.Kind == CallKind.Read && call.Name == name && call.Began > ended))
        {
            if (read.Value < made.Count || read.Value > made.Count + unknown)
            {
                yield return Lost($"counter {name} is {read.Value} after {made.Count} acknowledged and {unknown} unknown increments");
            }
        }
    }

    private static Violation Lost(string text) => new(HistoryRule.AcknowledgedWriteLost, text);
}
