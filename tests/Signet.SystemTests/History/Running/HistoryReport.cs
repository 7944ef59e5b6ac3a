using System.Globalization;
using System.Text;
using Signet.SystemTests.History.Checking;

namespace Signet.SystemTests.History.Running;

/// <summary>The figures of a run, as text.</summary>
internal static class HistoryReport
{
    public static string Write(RunHistory history, HistoryFaults faults, TimeSpan time, IReadOnlyList<Violation> violations)
    {
        var text = new StringBuilder();
        void Line(string name, long number) => text.AppendLine(CultureInfo.InvariantCulture, $"{name}: {number}");
        text.AppendLine(CultureInfo.InvariantCulture, $"time: {time:hh\\:mm\\:ss}");
        Line("requests", history.Calls.Count);
        foreach (var same in history.Calls.GroupBy(call => (call.Kind, call.Result)).OrderBy(same => same.Key))
        {
            Line($"  {same.Key.Kind} {same.Key.Result}", same.Count());
        }

        var deletions = history.Calls
            .Where(call => call is { Kind: CallKind.Delete, Result: CallResult.Done })
            .GroupBy(call => call.Name)
            .ToDictionary(same => same.Key, same => same.Min(call => call.Ended));
        Line("revocations", deletions.Count);
        Line("  reviews after them", history.Calls.Count(
            call => call.Kind == CallKind.Review && deletions.TryGetValue(call.Name, out var at) && call.Began > at));
        Line("events of watches", history.Events.Count(received => received.Kind is not null));
        Line("  lists of watches", history.Events.Count(received => received.Kind is null));
        Line("revisions of etcd", history.Commits.Count);
        Line("terms of the leader", history.Commits.SelectMany(commit => commit.Changes)
            .Count(change => change.Key == RunHistory.Leader && change.Kind != ChangeKind.Deleted));
        Line("writes of the leader", history.Commits.SelectMany(commit => commit.Changes)
            .Count(change => RunHistory.OfLeader.Any(prefix => change.Key.StartsWith(prefix, StringComparison.Ordinal))));
        Line("compactions", faults.Compactions);
        Line("faults", faults.Injected.Values.Sum());
        foreach (var (kind, count) in faults.Injected)
        {
            Line($"  {kind}", count);
        }

        Line("violations", violations.Count);
        foreach (var violation in violations.Take(20))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {violation}");
        }

        return text.ToString();
    }
}
