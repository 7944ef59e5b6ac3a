using Signet.Core.Signing.Managed.Sealing;
using Signet.Testing;

namespace Signet.SystemTests.Replicas;

/// <summary>A real etcd, and what real processes of <c>signet serve</c> need to be replicas on it.</summary>
internal sealed class ReplicaProcesses : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ReplicaProcesses(EtcdCluster etcd) => Etcd = etcd;

    public EtcdCluster Etcd { get; }

    /// <summary>Starts etcd.</summary>
    /// <param name="flags">Further flags of etcd.</param>
    public static async Task<ReplicaProcesses> StartAsync(params string[] flags)
    {
        var replicas = new ReplicaProcesses(await EtcdCluster.StartAsync(1, flags));
        await File.WriteAllBytesAsync(replicas._folder.File("kek"), KeyEncryptionKeyFile.Generate());
        return replicas;
    }

    /// <summary>Starts a replica and waits until it is ready.</summary>
    /// <param name="name">The name of its data directory.</param>
    /// <param name="program">The executable; null for that of the tests.</param>
    public Task<SignetProcess> ServeAsync(string name, string? program = null) => SignetProcess.ServeProgramAsync(
        program, _folder.File(name), "--etcd-servers", Etcd.Addresses, "--key-encryption-key-file", _folder.File("kek"), "--signing-algorithm", "ES256",
        "--service-account-issuer", "https://issuer.example.test");

    public async ValueTask DisposeAsync()
    {
        await Etcd.DisposeAsync();
        _folder.Dispose();
    }
}
