namespace Signet.SystemTests.History.Checking;

/// <summary>Between two lists a watcher gets every change after the first list once, in order, and nothing else.</summary>
internal static class WatchRules
{
    public static IEnumerable<Violation> Check(RunHistory history)
    {
        var changes = history.ObjectChanges().ToList();
        return history.Events.GroupBy(received => received.Watcher).SelectMany(received => CheckWatcher(received.Key, received, changes));
    }

    private static IEnumerable<Violation> CheckWatcher(
        int watcher, IEnumerable<WatchEvent> received, List<(long Revision, string Name, ChangeKind Kind)> changes)
    {
        // The index of the next change that the watcher has to get; a binary search finds that after a list.
        var (position, next) = (0L, 0);
        foreach (var one in received)
        {
            if (one.Kind is not { } kind)
            {
                (position, next) = (one.Revision, FirstAfter(changes, one.Revision));
                continue;
            }

            if (one.Revision <= position)
            {
                yield return new Violation(HistoryRule.EventOrder, $"watcher {watcher} got revision {one.Revision} ({kind} {one.Name}) after {position}");
                continue;
            }

            for (; next < changes.Count && changes[next].Revision < one.Revision; next++)
            {
                yield return new Violation(
                    HistoryRule.EventLost, $"watcher {watcher} did not get revision {changes[next].Revision} ({changes[next].Kind} {changes[next].Name})");
            }

            if (next < changes.Count && changes[next] == (one.Revision, one.Name, kind))
            {
                next++;
            }
            else
            {
                yield return new Violation(HistoryRule.EventOfNoChange, $"watcher {watcher} got revision {one.Revision} ({kind} {one.Name})");
            }

            position = one.Revision;
        }
    }

    private static int FirstAfter(List<(long Revision, string Name, ChangeKind Kind)> changes, long revision)
    {
        var (low, high) = (0, changes.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = changes[middle].Revision <= revision ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
