using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Etcd;
using Signet.Testing;

namespace Signet.Tests.Storage.Etcd;

/// <summary>An etcd with one member, a store that reaches it over a link with faults, and one that reaches it directly.</summary>
internal sealed class EtcdStage : IAsyncDisposable
{
    private EtcdStage(EtcdCluster cluster, FaultyLink link, EtcdObjectStore store, EtcdObjectStore direct) =>
        (Cluster, Link, Store, Direct) = (cluster, link, store, direct);

    public EtcdCluster Cluster { get; }

    public FaultyLink Link { get; }

    /// <summary>The store over the link.</summary>
    public EtcdObjectStore Store { get; }

    /// <summary>The same store without the link.</summary>
    public EtcdObjectStore Direct { get; }

    public static async Task<EtcdStage> StartAsync(params string[] flags)
    {
        var cluster = await EtcdCluster.StartAsync(1, flags);
        var link = FaultyLink.To(new Uri(cluster.Members[0].Address).Port);
        var store = await EtcdObjectStore.OpenAsync(OptionsOf(EtcdMember.Url(link.Port)), default);
        return new EtcdStage(cluster, link, store, await EtcdObjectStore.OpenAsync(OptionsOf(cluster.Members[0].Address), default));
    }

    /// <summary>Options with a short time limit of attempts, since a lost message is only noticed by it.</summary>
    public static EtcdObjectStoreOptions OptionsOf(params string[] addresses) => new()
    {
        Endpoints = [.. addresses.Select(address => new Uri(address))],
        AttemptTimeout = TimeSpan.FromSeconds(2),
        CallTimeout = TimeSpan.FromSeconds(60),
        WatchProbeInterval = TimeSpan.FromSeconds(2),
    };

    public static Commit Put(string key, string value, params Compare[] compares) =>
        new(compares, [new StoreOperation.Put(key, Encoding.UTF8.GetBytes(value))]);

    public static async Task<Revision> CommitAsync(IObjectStore store, Commit commit) =>
        Assert.IsType<CommitResult.Success>(await store.CommitAsync(commit, default)).Revision;

    public static async Task<string?> ReadAsync(IObjectStore store, string key) =>
        await store.GetAsync(key, default) is { } found ? Encoding.UTF8.GetString(found.Value.Span) : null;

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Direct.DisposeAsync();
        await Link.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
