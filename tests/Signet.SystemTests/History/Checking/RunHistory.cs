namespace Signet.SystemTests.History.Checking;

/// <summary>All that was recorded in a run.</summary>
/// <param name="Freshness">The value of <c>--cache-freshness</c>.</param>
/// <param name="Calls">The requests of clients, in any order.</param>
/// <param name="Events">What watchers received, in the order of each watcher.</param>
/// <param name="Commits">etcd's own history from its first revision on, without a gap, in order.</param>
internal sealed record RunHistory(
    TimeSpan Freshness, IReadOnlyList<Call> Calls, IReadOnlyList<WatchEvent> Events, IReadOnlyList<EtcdCommit> Commits)
{
    /// <summary>The collection of the objects; names follow.</summary>
    public const string Objects = "/registry/secrets/history/";

    /// <summary>The key of the lock of the replica that leads.</summary>
    public const string Leader = "/signet/leader";

    /// <summary>Collections that only services of the leader write to: accounts and config maps that every namespace gets.</summary>
    public static IReadOnlyList<string> OfLeader { get; } = ["/registry/serviceaccounts/", "/registry/configmaps/"];

    /// <summary>The changes of the objects in order: revision, name, change.</summary>
    public IEnumerable<(long Revision, string Name, ChangeKind Kind)> ObjectChanges() =>
        from commit in Commits
        from change in commit.Changes
        where change.Key.StartsWith(Objects, StringComparison.Ordinal)
        select (commit.Revision, change.Key[Objects.Length..], change.Kind);
}
