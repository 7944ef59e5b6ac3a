namespace Signet.SystemTests.Replicas;

/// <summary>The replicas that clients use in turn, as a load balancer does.</summary>
internal sealed class ReplicaRotation(IEnumerable<RunningReplica> replicas)
{
    private readonly Lock _lock = new();
    private readonly List<RunningReplica> _replicas = [.. replicas];
    private int _requests;

    /// <summary>The replica of the next request.</summary>
    public RunningReplica Next()
    {
        lock (_lock)
        {
            return _replicas[_requests++ % _replicas.Count];
        }
    }

    public void Add(RunningReplica replica)
    {
        lock (_lock)
        {
            _replicas.Add(replica);
        }
    }

    public void Remove(RunningReplica replica)
    {
        lock (_lock)
        {
            _replicas.Remove(replica);
        }
    }
}
