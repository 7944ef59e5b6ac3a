namespace Signet.Testing;

/// <summary>A cluster of real etcd processes with empty data.</summary>
internal sealed class EtcdCluster : IAsyncDisposable
{
    private const int Attempts = 5;
    private readonly TemporaryFolder _folder;

    private EtcdCluster(TemporaryFolder folder, IReadOnlyList<EtcdMember> members) => (_folder, Members) = (folder, members);

    public IReadOnlyList<EtcdMember> Members { get; }

    /// <summary>The client URLs, as <c>--etcd-servers</c> takes them.</summary>
    public string Addresses => string.Join(',', Members.Select(member => member.Address));

    /// <summary>Starts a cluster and waits until it serves.</summary>
    public static async Task<EtcdCluster> StartAsync(int size = 1, params string[] flags)
    {
        for (var attempt = 1; ; attempt++)
        {
            var folder = new TemporaryFolder();
            var ports = Enumerable.Range(0, size).Select(_ => (Client: EtcdMember.FreePort(), Peer: EtcdMember.FreePort())).ToArray();
            var all = string.Join(',', ports.Select((port, index) => $"m{index}={EtcdMember.Url(port.Peer)}"));
            var members = ports
                .Select((port, index) => new EtcdMember($"m{index}", folder.File($"m{index}"), port.Client, port.Peer, all, flags))
                .ToArray();
            var cluster = new EtcdCluster(folder, members);
            foreach (var member in members)
            {
                member.Start();
            }

            var serving = await Task.WhenAll(members.Select(member => member.IsServingAsync()));
            if (serving.All(one => one))
            {
                return cluster;
            }

            await cluster.DisposeAsync();
            Xunit.Assert.True(attempt < Attempts, "etcd ends at its start");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var member in Members)
        {
            await member.DisposeAsync();
        }

        _folder.Dispose();
    }
}
