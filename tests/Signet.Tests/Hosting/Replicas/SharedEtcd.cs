using Signet.Testing;

namespace Signet.Tests.Hosting.Replicas;

/// <summary>
/// One etcd for the tests of replicas; each test has a prefix of its own. Started by the first test, so that a machine without etcd skips the tests.
/// </summary>
public sealed class SharedEtcd : IAsyncDisposable
{
    private readonly Lazy<Task<EtcdCluster>> _cluster = new(() => EtcdCluster.StartAsync());
    private int _prefixes;

    internal Task<EtcdCluster> ClusterAsync() => _cluster.Value;

    internal string NextPrefix() => $"/test{Interlocked.Increment(ref _prefixes)}";

    public async ValueTask DisposeAsync()
    {
        if (_cluster.IsValueCreated && _cluster.Value.IsCompletedSuccessfully)
        {
            await (await _cluster.Value).DisposeAsync();
        }
    }
}
