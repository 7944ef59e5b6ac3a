using Signet.SystemTests.History.Checking;

namespace Signet.SystemTests.History;

/// <summary>The rules of the checker, on histories written by hand: each on a good one and on bad ones.</summary>
public sealed class HistoryCheckerTests
{
    private const string Account = "/registry/serviceaccounts/n/default";
    private const int A = 0;
    private const int B = 1;

    /// <summary>Tokens of an object that is created at 10 s (revision 5) and whose deletion by replica A is answered at 20 s (revision 9).</summary>
    [Theory]
    [InlineData(CallKind.Review, A, 15, 16, CallResult.Done, null)]
    [InlineData(CallKind.Review, A, 19, 21, CallResult.Done, null)]
    [InlineData(CallKind.Review, B, 20.9, 21.5, CallResult.Done, null)]
    [InlineData(CallKind.Review, B, 21.1, 21.5, CallResult.Done, HistoryRule.TokenAcceptedAfterRevocation)]
    [InlineData(CallKind.Review, A, 20.1, 20.2, CallResult.Done, HistoryRule.TokenAcceptedAfterRevocation)]
    [InlineData(CallKind.Issue, A, 20.1, 20.2, CallResult.Done, HistoryRule.TokenIssuedAfterDeletion)]
    [InlineData(CallKind.Issue, B, 20.1, 20.2, CallResult.Done, HistoryRule.TokenIssuedAfterDeletion)]
    [InlineData(CallKind.Issue, B, 19.9, 20.2, CallResult.Done, null)]
    [InlineData(CallKind.Review, A, 20.1, 20.2, CallResult.Refused, null)]
    [InlineData(CallKind.Review, B, 11.1, 11.2, CallResult.Refused, HistoryRule.RefusedAlthoughValid)]
    [InlineData(CallKind.Issue, B, 11.1, 11.2, CallResult.Refused, HistoryRule.RefusedAlthoughValid)]
    [InlineData(CallKind.Issue, B, 10.5, 11.2, CallResult.Refused, null)]
    [InlineData(CallKind.Issue, B, 18.5, 19.5, CallResult.Refused, null)]
    [InlineData(CallKind.Issue, B, 11.1, 11.2, CallResult.Unknown, null)]
    [InlineData(CallKind.Review, B, 30, 31, CallResult.Unknown, null)]
    public void Check_Token_IsAcceptedWhileItsObjectExists(CallKind kind, int replica, double began, double ended, CallResult result, HistoryRule? expected) =>
        Expect(
            expected,
            [
                Done(CallKind.Create, A, "t", 10, 11, 5),
                Done(CallKind.Delete, A, "t", 19, 20),
                new Call(kind, replica, "t", Seconds(began), Seconds(ended), result),
            ],
            [],
            [Object(5, "t", ChangeKind.Added), Object(9, "t", ChangeKind.Deleted)]);

    /// <summary>A deletion that was not answered allows both: the token may be refused, and accepted.</summary>
    [Theory]
    [InlineData(CallResult.Done)]
    [InlineData(CallResult.Refused)]
    public void Check_UnansweredDeletion_AllowsBoth(CallResult result) => Expect(
        null,
        [
            Done(CallKind.Create, A, "t", 10, 11, 5),
            new Call(CallKind.Delete, A, "t", Seconds(19), Seconds(20), CallResult.Unknown),
            new Call(CallKind.Review, A, "t", Seconds(30), Seconds(31), result),
        ],
        [],
        [Object(5, "t", ChangeKind.Added)]);

    /// <summary>Etcd has what was answered, at the revision of the answer.</summary>
    [Theory]
    [InlineData(5, ChangeKind.Added, "t", null)]
    [InlineData(6, ChangeKind.Added, "t", HistoryRule.AcknowledgedWriteLost)]
    [InlineData(5, ChangeKind.Added, "u", HistoryRule.AcknowledgedWriteLost)]
    [InlineData(5, ChangeKind.Modified, "t", HistoryRule.AcknowledgedWriteLost)]
    public void Check_AcknowledgedCreate_IsInEtcd(long revision, ChangeKind kind, string name, HistoryRule? expected) =>
        Expect(expected, [Done(CallKind.Create, A, "t", 1, 2, 5)], [], [Object(revision, name, kind)]);

    [Fact]
    public void Check_AcknowledgedDeletion_IsInEtcd() =>
        Expect(HistoryRule.AcknowledgedWriteLost, [Done(CallKind.Delete, A, "t", 1, 2)], [], [Object(5, "t", ChangeKind.Added)]);

    /// <summary>Two acknowledged increments and an unknown one: the counter is 2 or 3.</summary>
    [Theory]
    [InlineData(1, 2, 1, HistoryRule.AcknowledgedWriteLost)]
    [InlineData(1, 2, 2, null)]
    [InlineData(1, 2, 3, null)]
    [InlineData(1, 2, 4, HistoryRule.AcknowledgedWriteLost)]
    [InlineData(1, 1, 2, HistoryRule.AcknowledgedWriteLost)]
    public void Check_Counter_HasEveryAcknowledgedIncrementOnce(long first, long second, long final, HistoryRule? expected) => Expect(
        expected,
        [
            Done(CallKind.Increment, A, "c", 1, 2, 5) with { Value = first },
            Done(CallKind.Increment, B, "c", 3, 4, 6) with { Value = second },
            new Call(CallKind.Increment, B, "c", Seconds(3), Seconds(5), CallResult.Unknown) { Value = 3 },
            Done(CallKind.Read, B, "c", 6, 7, 7) with { Value = final },
        ],
        [],
        [Object(4, "c", ChangeKind.Added), Object(5, "c", ChangeKind.Modified), Object(6, "c", ChangeKind.Modified), Object(7, "c", ChangeKind.Modified)]);

    [Fact]
    public void Check_TwoWritesWithOneRevision_AreFound() => Expect(
        HistoryRule.RevisionReused,
        [Done(CallKind.Create, A, "t", 1, 2, 5), Done(CallKind.Create, B, "u", 1, 2, 5)],
        [],
        [new EtcdCommit(5, "w", [new EtcdChange(RunHistory.Objects + "t", ChangeKind.Added), new EtcdChange(RunHistory.Objects + "u", ChangeKind.Added)])]);

    /// <summary>Only writes that do not overlap have an order.</summary>
    [Theory]
    [InlineData(1, 2, 5, 3, 4, 6, null)]
    [InlineData(1, 2, 6, 3, 4, 5, HistoryRule.RevisionOrder)]
    [InlineData(1, 3, 6, 2, 4, 5, null)]
    public void Check_Writes_HaveTheOrderOfTime(
        double firstBegan, double firstEnded, long first, double secondBegan, double secondEnded, long second, HistoryRule? expected)
    {
        EtcdCommit[] commits = [Object(first, "t", ChangeKind.Added), Object(second, "u", ChangeKind.Added)];
        Expect(
            expected,
            [Done(CallKind.Create, A, "t", firstBegan, firstEnded, first), Done(CallKind.Create, B, "u", secondBegan, secondEnded, second)],
            [],
            [.. commits.OrderBy(commit => commit.Revision)]);
    }

    /// <summary>A read after an answered increment (revision 6) shows it, also at another replica.</summary>
    [Theory]
    [InlineData(6, 3, null)]
    [InlineData(5, 1.5, null)]
    [InlineData(5, 3, HistoryRule.StaleRead)]
    public void Check_Read_IsNotOlderThanTheAnswersBefore(long revision, double began, HistoryRule? expected) => Expect(
        expected,
        [
            Done(CallKind.Increment, A, "c", 1, 2, 6) with { Value = 1 },
            Done(CallKind.Read, B, "c", began, began + 1, revision) with { Value = 1 },
        ],
        [],
        [Object(5, "c", ChangeKind.Added), Object(6, "c", ChangeKind.Modified)]);

    /// <summary>A list after an answered deletion (revision 7) is the state at its revision, and not an older one.</summary>
    [Theory]
    [InlineData(7, "", null)]
    [InlineData(7, "t", HistoryRule.ListOfNoState)]
    [InlineData(6, "t", HistoryRule.StaleRead)]
    public void Check_List_IsTheStateAtItsRevision(long revision, string names, HistoryRule? expected) => Expect(
        expected,
        [
            Done(CallKind.Delete, A, "t", 1, 2),
            Done(CallKind.List, B, "", 3, 4, revision) with { Listed = names.Length == 0 ? new Dictionary<string, long>() : new() { [names] = 5 } },
        ],
        [],
        [Object(5, "t", ChangeKind.Added), Object(7, "t", ChangeKind.Deleted)]);

    /// <summary>A watcher with a list at revision 5; etcd has changes at 5, 6, 8 (a deletion) and 9.</summary>
    [Theory]
    [InlineData("", null)]
    [InlineData("6 8 9", null)]
    [InlineData("6 8", null)]
    [InlineData("6 9", HistoryRule.EventLost)]
    [InlineData("8 9", HistoryRule.EventLost)]
    [InlineData("6 6 8 9", HistoryRule.EventOrder)]
    [InlineData("6 8 6 9", HistoryRule.EventOrder)]
    [InlineData("5 6 8", HistoryRule.EventOrder)]
    [InlineData("6 7 8", HistoryRule.EventOfNoChange)]
    [InlineData("6 list8 9", null)]
    [InlineData("list8 6", HistoryRule.EventOrder)]
    public void Check_Watcher_GetsEachEventOnceInOrder(string received, HistoryRule? expected)
    {
        ChangeKind[] kinds = [ChangeKind.Added, ChangeKind.Modified, ChangeKind.Modified, ChangeKind.Deleted, ChangeKind.Added];
        WatchEvent[] events =
        [
            new(A, null, "", 5),
            .. received.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.StartsWith("list", StringComparison.Ordinal)
                ? new WatchEvent(A, null, "", 8)
                : new WatchEvent(A, kinds[one[0] - '5'], "t", one[0] - '0')),
        ];
        Expect(
            expected,
            [],
            events,
            [Object(5, "t", ChangeKind.Added), Object(6, "t", ChangeKind.Modified), Object(8, "t", ChangeKind.Deleted), Object(9, "t", ChangeKind.Added)]);
    }

    /// <summary>L takes the lock, F frees it, a letter is a process that makes a write of the leader.</summary>
    [Theory]
    [InlineData("Laa", null)]
    [InlineData("LaFLb", null)]
    [InlineData("LaFLa", null)]
    [InlineData("Lab", HistoryRule.TwoLeaders)]
    [InlineData("LaFa", HistoryRule.TwoLeaders)]
    [InlineData("a", HistoryRule.TwoLeaders)]
    [InlineData("LaFLba", HistoryRule.TwoLeaders)]
    public void Check_LeadersWrites_AreOfTheHolderOfTheLock(string commits, HistoryRule? expected) => Expect(
        expected,
        [],
        [],
        [.. commits.Select((one, index) => one switch
        {
            'L' => new EtcdCommit(index + 2, null, [new EtcdChange(RunHistory.Leader, ChangeKind.Added)]),
            'F' => new EtcdCommit(index + 2, null, [new EtcdChange(RunHistory.Leader, ChangeKind.Deleted)]),
            _ => new EtcdCommit(index + 2, one.ToString(), [new EtcdChange(Account, ChangeKind.Modified)]),
        })]);

    private static void Expect(HistoryRule? expected, IReadOnlyList<Call> calls, IReadOnlyList<WatchEvent> events, IReadOnlyList<EtcdCommit> commits)
    {
        var found = HistoryChecker.Check(new RunHistory(Seconds(1), calls, events, commits)).Select(violation => violation.Rule).Distinct();
        HistoryRule[] wanted = expected is { } rule ? [rule] : [];
        Assert.Equal(wanted, found);
    }

    private static Call Done(CallKind kind, int replica, string name, double began, double ended, long revision = 0) =>
        new(kind, replica, name, Seconds(began), Seconds(ended), CallResult.Done) { Revision = revision };

    private static EtcdCommit Object(long revision, string name, ChangeKind kind) =>
        new(revision, "w", [new EtcdChange(RunHistory.Objects + name, kind)]);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
