namespace Signet.SystemTests.History.Checking;

/// <summary>
/// At most one leader's writes: while one holder has the lock, only one process makes commits that are the leader's; none makes them while the lock is free.
/// </summary>
internal static class LeaderRules
{
    public static IEnumerable<Violation> Check(RunHistory history)
    {
        var (isHeld, leader) = (false, (string?)null);
        foreach (var commit in history.Commits)
        {
            foreach (var change in commit.Changes)
            {
                if (change.Key == RunHistory.Leader)
                {
                    (isHeld, leader) = (change.Kind != ChangeKind.Deleted, null);
                }
                else if (!RunHistory.OfLeader.Any(prefix => change.Key.StartsWith(prefix, StringComparison.Ordinal)))
                {
                    continue;
                }
                else if (!isHeld)
                {
                    yield return Violated(commit, change, "while no replica held the lock");
                }
                else if (leader is null)
                {
                    leader = commit.Writer;
                }
                else if (leader != commit.Writer)
                {
                    yield return Violated(commit, change, $"in the term of process {leader}");
                }
            }
        }
    }

    private static Violation Violated(EtcdCommit commit, EtcdChange change, string when) =>
        new(HistoryRule.TwoLeaders, $"process {commit.Writer} wrote {change.Key} at revision {commit.Revision} {when}");
}
