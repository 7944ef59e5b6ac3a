using Signet.Testing;

namespace Signet.Conformance;

/// <summary>Two servers on one real etcd.</summary>
public sealed class EtcdReplicas : ConformanceServer
{
    private EtcdCluster? _etcd;

    private protected override async Task ServeAllAsync()
    {
        _etcd = await EtcdCluster.StartAsync();
        var made = await SignetProcess.RunAsync("keys", "new-encryption-key", Folder.File("kek"));
        Assert.True(made.ExitCode == 0, made.Errors);
        foreach (var name in (string[])["a", "b"])
        {
            await ServeAsync(name, "--etcd-servers", _etcd.Addresses, "--key-encryption-key-file", Folder.File("kek"));
        }
    }

    private protected override async ValueTask StopStoreAsync()
    {
        if (_etcd is not null)
        {
            await _etcd.DisposeAsync();
        }
    }
}
