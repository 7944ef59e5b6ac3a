namespace Signet.Tests.Storage.Etcd;

/// <summary>The contract on a real etcd with three members.</summary>
public sealed class EtcdClusterStoreTests : EtcdObjectStoreTests
{
    private protected override int Members => 3;
}
