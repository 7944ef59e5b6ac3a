using Signet.Core.Primitives;
using Signet.Server.Background;
using Signet.Server.Endpoints.Documents;

namespace Signet.Server.Hosting.Services;

/// <summary>
/// The background services as health checks. A service or an item that fails is retried and only told by <c>?verbose</c>; a service or a worker
/// that does not run makes the check fail. The reason is in the log: whoever may read health checks may not read that.
/// </summary>
internal static class BackgroundHealth
{
    /// <summary>A check for each service, named like it.</summary>
    public static IEnumerable<HealthCheck> ChecksOf(BackgroundHost host) => host.Supervisors.Select(supervisor =>
        new HealthCheck(supervisor.Service.Name, IsLive: false, _ => new(FaultOf(supervisor))) { Remark = () => RemarkOf(supervisor) });

    /// <summary>What does not run; null when everything does.</summary>
    internal static string? FaultOf(Supervisor supervisor)
    {
        var ended = supervisor.Service.Reconcilers.Sum(reconciler => reconciler.Snapshot.EndedWorkers);
        return supervisor.Snapshot.State == SupervisorState.Dead ? "the service has ended"
            : ended > 0 ? $"{ended} workers have ended and are started again"
            : null;
    }

    /// <summary>What fails and is retried; null when nothing does.</summary>
    internal static string? RemarkOf(Supervisor supervisor)
    {
        var snapshot = supervisor.Snapshot;
        if (snapshot.FailingSince is { } since)
        {
            return $"started again and again since {Timestamps.Format(since)}, the log tells why (event 8002)";
        }

        if (snapshot.State == SupervisorState.Stopped && supervisor.Role == ReplicaRole.Leader)
        {
            return "another replica leads";
        }

        var failing = supervisor.Service.Reconcilers.Select(reconciler => reconciler.Snapshot).Where(one => one.Failing > 0).ToList();
        return failing.Count == 0
            ? supervisor.Service.Remark
            : $"{failing.Sum(one => one.Failing)} items failing since {Timestamps.Format(failing.Min(one => one.FailingSince)!.Value)}, the log tells why (event 8000)";
    }
}
