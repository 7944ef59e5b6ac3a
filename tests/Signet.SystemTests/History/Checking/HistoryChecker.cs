namespace Signet.SystemTests.History.Checking;

/// <summary>
/// Says what in a history breaks the promises of several replicas (docs/operations.md). Pure. The rules follow from the order in real time and from etcd's
/// own history; none depends on the speed of the machine.
/// </summary>
internal static class HistoryChecker
{
    /// <summary>Checks all rules.</summary>
    public static IReadOnlyList<Violation> Check(RunHistory history) =>
    [
        .. TokenRules.Check(history),
        .. WriteRules.Check(history),
        .. OrderRules.Check(history),
        .. ListRules.Check(history),
        .. WatchRules.Check(history),
        .. LeaderRules.Check(history),
    ];
}
