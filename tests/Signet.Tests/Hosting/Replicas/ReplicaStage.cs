using System.Text;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Server.Background;
using Signet.Storage.Etcd;
using Signet.Testing;

namespace Signet.Tests.Hosting.Replicas;

/// <summary>Servers that share an etcd and a key-encryption key; each has a data directory of its own.</summary>
internal sealed class ReplicaStage : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<IAsyncDisposable> _parts = [];
    private readonly string _address;
    private readonly string _prefix;

    private ReplicaStage(string address, string prefix, EtcdObjectStore store)
    {
        (_address, _prefix, Store) = (address, prefix, store);
        KeyFile = NewKeyFile("kek");
        _parts.Add(store);
    }

    /// <summary>The store, apart from the servers.</summary>
    public EtcdObjectStore Store { get; }

    /// <summary>The key-encryption key of the replicas.</summary>
    public string KeyFile { get; }

    public static async Task<ReplicaStage> StartAsync(SharedEtcd etcd)
    {
        var (address, prefix) = ((await etcd.ClusterAsync()).Members[0].Address, etcd.NextPrefix());
        var options = new EtcdObjectStoreOptions { Endpoints = [new Uri(address)], Prefix = prefix };
        return new ReplicaStage(address, prefix, await EtcdObjectStore.OpenAsync(options, default));
    }

    /// <summary>A new key-encryption key.</summary>
    public string NewKeyFile(string name)
    {
        File.WriteAllBytes(_folder.File(name), KeyEncryptionKeyFile.Generate());
        return _folder.File(name);
    }

    public string DataOf(string name) => _folder.File(name);

    /// <summary>A connection to etcd that can be cut.</summary>
    public FaultyLink Link()
    {
        var link = FaultyLink.To(new Uri(_address).Port);
        _parts.Add(link);
        return link;
    }

    /// <summary>Starts a replica.</summary>
    /// <param name="name">The name of its data directory.</param>
    /// <param name="flags">Further flags.</param>
    public Task<SignetInProcess> ServeAsync(string name, params string[] flags) => ServeOverAsync(name, null, flags);

    /// <summary>Starts a replica that reaches etcd over a link.</summary>
    public async Task<SignetInProcess> ServeOverAsync(string name, FaultyLink? link, params string[] flags)
    {
        var server = await SignetInProcess.ServeAsync(DataOf(name), [.. EtcdFlags(link), "--key-encryption-key-file", KeyFile, .. flags]);
        lock (_parts)
        {
            _parts.Add(server);
        }

        return server;
    }

    /// <summary>Stops a replica.</summary>
    public async Task StopAsync(SignetInProcess server)
    {
        lock (_parts)
        {
            _parts.Remove(server);
        }

        await server.DisposeAsync();
    }

    /// <summary>The flags of a replica without a key-encryption key.</summary>
    public string[] EtcdFlags(FaultyLink? link = null) =>
    [
        "--etcd-servers", link is null ? _address : EtcdMember.Url(link.Port), "--etcd-prefix", _prefix,
        "--signing-algorithm", "ES256", "--service-account-issuer", "https://issuer.example.test",
    ];

    /// <summary>The replica that leads, as the lock names it; null when none does.</summary>
    public async Task<string?> LeaderAsync() =>
        await Store.GetAsync(StoreLeadership.Key, default) is { } held ? Encoding.UTF8.GetString(held.Value.Span) : null;

    /// <summary>Whether a replica leads.</summary>
    public async Task<bool> LeadsAsync(SignetInProcess server) =>
        await LeaderAsync() is { } leader && leader.EndsWith(server.Address.Authority, StringComparison.Ordinal);

    /// <summary>Waits until a replica leads.</summary>
    public Task UntilLeadsAsync(SignetInProcess server) => Patience.UntilAsync(() => LeadsAsync(server), $"{server.Address} leads");

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_parts))
        {
            await part.DisposeAsync();
        }

        _folder.Dispose();
    }
}
