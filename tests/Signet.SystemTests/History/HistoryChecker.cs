using System.Globalization;

namespace Signet.SystemTests.History;

/// <summary>Says what in a history breaks the promises of several replicas (docs/operations.md). Pure.</summary>
/// <param name="records">The history.</param>
/// <param name="freshness">The value of <c>--cache-freshness</c>, in milliseconds.</param>
/// <param name="finals">The counters at the end: value and resourceVersion.</param>
internal sealed class HistoryChecker(
    IReadOnlyList<HistoryRecord> records, long freshness, IReadOnlyDictionary<string, (long Value, long Revision)> finals)
{
    private readonly List<string> _violations = [];

    /// <summary>Checks everything; a sentence for each violation.</summary>
    public IReadOnlyList<string> Check()
    {
        foreach (var subject in records.GroupBy(record => record.Subject))
        {
            CheckDeletion([.. subject]);
        }

        CheckCounters();
        foreach (var watcher in records.Where(record => record.Kind is HistoryKind.Event or HistoryKind.Relist).GroupBy(record => record.Replica))
        {
            CheckWatcher(watcher.Key, [.. watcher]);
        }

        return _violations;
    }

    /// <summary>
    /// After the answer to a deletion: no token is issued, and none is accepted, by that replica at all, and by another one for longer than the freshness allows.
    /// </summary>
    private void CheckDeletion(IReadOnlyList<HistoryRecord> subject)
    {
        var deletions = subject.Where(record => record is { Kind: HistoryKind.Delete, Result: HistoryResult.Done }).ToList();
        foreach (var deletion in deletions)
        {
            foreach (var later in subject.Where(record => record is { Kind: HistoryKind.Issue or HistoryKind.Review, Result: HistoryResult.Done }))
            {
                var allowed = later.Replica == deletion.Replica ? 0 : freshness;
                if (later.Began > deletion.Ended + allowed)
                {
                    Report(later, $"{later.Kind} succeeded {later.Began - deletion.Ended} ms after replica {deletion.Replica} had acknowledged the deletion");
                }
            }
        }

        // What was acknowledged is there until somebody asks for its deletion.
        if (subject.FirstOrDefault(record => record is { Kind: HistoryKind.Create, Result: HistoryResult.Done }) is { } created)
        {
            var deletionBegan = subject.Where(record => record.Kind == HistoryKind.Delete).Select(record => record.Began).DefaultIfEmpty(long.MaxValue).Min();
            foreach (var refused in subject.Where(record => record is { Kind: HistoryKind.Issue or HistoryKind.Review, Result: HistoryResult.Refused }))
            {
                if (refused.Began > created.Ended && refused.Ended < deletionBegan)
                {
                    Report(refused, $"{refused.Kind} was refused although the object had been created and not been deleted");
                }
            }
        }
    }

    /// <summary>No acknowledged increment is lost, none is made twice, and resourceVersions grow.</summary>
    private void CheckCounters()
    {
        foreach (var counter in records.Where(record => record.Kind == HistoryKind.Increment).GroupBy(record => record.Subject))
        {
            var done = counter.Where(record => record.Result == HistoryResult.Done).ToList();
            var unknown = counter.LongCount(record => record.Result == HistoryResult.Unknown);
            var (value, revision) = finals[counter.Key];
            if (value < done.Count || value > done.Count + unknown)
            {
                _violations.Add(Text($"counter {counter.Key} is {value} after {done.Count} acknowledged and {unknown} unknown increments"));
            }

            foreach (var twice in done.GroupBy(record => record.Value).Where(same => same.Count() > 1))
            {
                _violations.Add(Text($"counter {counter.Key} was set to {twice.Key} by {twice.Count()} acknowledged increments"));
            }

            var inOrder = done.OrderBy(record => record.Value).ToList();
            for (var i = 1; i < inOrder.Count; i++)
            {
                if (inOrder[i].Revision <= inOrder[i - 1].Revision)
                {
                    Report(inOrder[i], $"the resourceVersion {inOrder[i].Revision} of value {inOrder[i].Value} is not above {inOrder[i - 1].Revision}");
                }
            }

            if (inOrder.Count > 0 && inOrder[^1].Revision > revision)
            {
                _violations.Add(Text($"counter {counter.Key} ends at resourceVersion {revision}, below the acknowledged {inOrder[^1].Revision}"));
            }
        }
    }

    /// <summary>Between two lists a watcher gets every acknowledged change after the first list once, in order.</summary>
    private void CheckWatcher(int watcher, IReadOnlyList<HistoryRecord> received)
    {
        var acknowledged = records.Where(record => record is { Kind: HistoryKind.Increment, Result: HistoryResult.Done }).ToDictionary(record => record.Revision);
        var (position, seen) = (0L, new HashSet<long>());
        foreach (var record in received)
        {
            if (record.Kind == HistoryKind.Relist)
            {
                CheckGap(watcher, position, seen, acknowledged);
                (position, seen) = (record.Revision, []);
                continue;
            }

            if (record.Revision <= position || (acknowledged.TryGetValue(record.Revision, out var made) && (made.Subject, made.Value) != (record.Subject, record.Value)))
            {
                Report(record, $"a watcher got revision {record.Revision} (value {record.Value}) after {position}");
            }

            position = Math.Max(position, record.Revision);
            seen.Add(record.Revision);
        }

        CheckGap(watcher, position, seen, acknowledged);
    }

    private void CheckGap(int watcher, long position, HashSet<long> seen, Dictionary<long, HistoryRecord> acknowledged)
    {
        if (seen.Count == 0)
        {
            return;
        }

        var first = seen.Min();
        foreach (var revision in acknowledged.Keys.Where(revision => revision > first && revision < position && !seen.Contains(revision)))
        {
            _violations.Add(Text($"the watcher of replica {watcher} did not get revision {revision}"));
        }
    }

    private void Report(HistoryRecord record, string what) => _violations.Add(Text($"{record.Subject} on replica {record.Replica} at {record.Began} ms: {what}"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
