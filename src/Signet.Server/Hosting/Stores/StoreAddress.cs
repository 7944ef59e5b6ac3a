namespace Signet.Server.Hosting.Stores;

/// <summary>A store that a command names.</summary>
internal abstract record StoreAddress
{
    private StoreAddress()
    {
    }

    /// <summary>SQLite in a data directory.</summary>
    /// <param name="Path">The path of the directory.</param>
    internal sealed record InDirectory(string Path) : StoreAddress;

    /// <summary>etcd.</summary>
    /// <param name="Flags">The flags that say which.</param>
    internal sealed record InEtcd(EtcdFlags Flags) : StoreAddress;
}
