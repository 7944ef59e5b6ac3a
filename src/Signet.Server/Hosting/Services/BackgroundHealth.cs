using Signet.Core.Primitives;
using Signet.Server.Background;
using Signet.Server.Endpoints.Documents;

namespace Signet.Server.Hosting.Services;

/// <summary>
/// Health checks of the background services. A service or an item that fails and is retried is only reported by <c>?verbose</c>; a service or worker
/// that has ended fails the check. The reason is only in the log: health checks are public, the log is not.
/// </summary>
internal static class BackgroundHealth
{
    /// <summary>Creates a check for each service, with its name.</summary>
    public static IEnumerable<HealthCheck> ChecksOf(BackgroundHost host) => host.Supervisors.Select(supervisor =>
        new HealthCheck(supervisor.Service.Name, IsLive: false, _ => new(FaultOf(supervisor))) { Remark = () => RemarkOf(supervisor) });

    /// <summary>The service or workers that have ended; null when all run.</summary>
    internal static string? FaultOf(Supervisor supervisor)
    {
        var ended = supervisor.Service.Reconcilers.Sum(reconciler => reconciler.Snapshot.EndedWorkers);
        return supervisor.Snapshot.State == SupervisorState.Dead ? "the service has ended"
            : ended > 0 ? $"{ended} workers have ended and are restarted"
            : null;
    }

    /// <summary>The failures that are retried; null when there are none.</summary>
    internal static string? RemarkOf(Supervisor supervisor)
    {
        var snapshot = supervisor.Snapshot;
        if (snapshot.FailingSince is { } since)
        {
            return $"failing and restarted since {Timestamps.Format(since)} (log event 8002 has the reason)";
        }

        if (snapshot.State == SupervisorState.Stopped && supervisor.Role == ReplicaRole.Leader)
        {
            return "another replica is the leader";
        }

        var failing = supervisor.Service.Reconcilers.Select(reconciler => reconciler.Snapshot).Where(one => one.Failing > 0).ToList();
        return failing.Count == 0
            ? supervisor.Service.Remark
            : $"{failing.Sum(one => one.Failing)} items failing since {Timestamps.Format(failing.Min(one => one.FailingSince)!.Value)} (log event 8000 has the reason)";
    }
}
