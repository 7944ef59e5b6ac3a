using Signet.Core.Storage;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Stores;

/// <summary>A store that a command reads as a whole. A data directory is locked until it is disposed.</summary>
internal sealed class OpenedSource : IAsyncDisposable
{
    private OpenedSource(string name, IObjectStore store, DataDirectory? directory) => (Name, Store, Directory) = (name, store, directory);

    /// <summary>The name for messages.</summary>
    public string Name { get; }

    public IObjectStore Store { get; }

    /// <summary>The data directory; null for etcd.</summary>
    public DataDirectory? Directory { get; }

    /// <summary>Opens a store that exists.</summary>
    /// <exception cref="StartupException">It cannot be opened.</exception>
    public static async ValueTask<OpenedSource> OpenAsync(StoreAddress address, TimeProvider time, CancellationToken cancellationToken)
    {
        if (address is StoreAddress.InEtcd etcd)
        {
            return new OpenedSource(etcd.ToString(), await etcd.OpenAsync(mustExist: true, time, cancellationToken).ConfigureAwait(false), null);
        }

        var path = DirectoryStorePath.Require(((StoreAddress.InDirectory)address).Path);
        var directory = DataDirectory.Open(path);
        try
        {
            return new OpenedSource(path, DirectoryStore.Open(directory, acceptLoss: false, time), directory);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync().ConfigureAwait(false);
        Directory?.Dispose();
    }
}
