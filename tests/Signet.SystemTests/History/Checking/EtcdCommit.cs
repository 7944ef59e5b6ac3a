namespace Signet.SystemTests.History.Checking;

/// <summary>A revision of etcd with changes of the store's keys, as etcd itself reports it.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Writer">The process that made it; null for a change by etcd or outside of commits, such as that of a lock.</param>
/// <param name="Changes">The changes.</param>
internal sealed record EtcdCommit(long Revision, string? Writer, IReadOnlyList<EtcdChange> Changes);
