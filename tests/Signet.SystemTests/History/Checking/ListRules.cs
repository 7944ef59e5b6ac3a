namespace Signet.SystemTests.History.Checking;

/// <summary>Each list is the state of the store at its revision.</summary>
internal static class ListRules
{
    public static IEnumerable<Violation> Check(RunHistory history)
    {
        var changes = history.ObjectChanges().ToList();
        var (next, state) = (0, new Dictionary<string, long>());
        foreach (var list in history.Calls.Where(call => call is { Kind: CallKind.List, Result: CallResult.Done }).OrderBy(call => call.Revision))
        {
            for (; next < changes.Count && changes[next].Revision <= list.Revision; next++)
            {
                var change = changes[next];
                if (change.Kind == ChangeKind.Deleted)
                {
                    state.Remove(change.Name);
                }
                else
                {
                    state[change.Name] = change.Revision;
                }
            }

            var wrong = list.Listed.Except(state).Concat(state.Except(list.Listed)).Select(one => one.Key).Distinct().ToList();
            if (wrong.Count > 0)
            {
                yield return new Violation(
                    HistoryRule.ListOfNoState,
                    $"the list by replica {list.Replica} at {list.Began}, revision {list.Revision}, has the wrong state of {string.Join(", ", wrong.Take(5))}");
            }
        }
    }
}
