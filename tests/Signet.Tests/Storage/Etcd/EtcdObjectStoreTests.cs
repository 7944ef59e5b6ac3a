using Signet.Core.Storage;
using Signet.Storage.Etcd;
using Signet.Testing;

namespace Signet.Tests.Storage.Etcd;

/// <summary>The contract on a real etcd with one member.</summary>
public class EtcdObjectStoreTests : ObjectStoreContract
{
    private EtcdCluster? _cluster;

    private protected virtual int Members => 1;

    private protected EtcdCluster Cluster => _cluster!;

    protected override async ValueTask<IObjectStore> OpenAsync()
    {
        _cluster = await EtcdCluster.StartAsync(Members);
        return await EtcdObjectStore.OpenAsync(OptionsOf(_cluster), default);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    internal static EtcdObjectStoreOptions OptionsOf(EtcdCluster cluster) =>
        new() { Endpoints = [.. cluster.Members.Select(member => new Uri(member.Address))] };
}
