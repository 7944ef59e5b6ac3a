using Signet.Core.Storage;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Startup;
using Signet.Storage.Etcd;

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
            var options = EtcdAddress.Parse(etcd.Flags, time);
            var store = await OpenEtcdAsync(options, mustExist: true, cancellationToken).ConfigureAwait(false);
            return new OpenedSource(EtcdAddress.Describe(options), store, null);
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

    /// <summary>Opens etcd.</summary>
    /// <param name="options">The options of the store.</param>
    /// <param name="mustExist">Whether a store is not made.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupException">It cannot be asked, has no store, or its data is not that of one.</exception>
    public static async ValueTask<IObjectStore> OpenEtcdAsync(EtcdObjectStoreOptions options, bool mustExist, CancellationToken cancellationToken)
    {
        try
        {
            if (mustExist && !await EtcdPresence.IsThereAsync(options, cancellationToken).ConfigureAwait(false))
            {
                throw new StartupException($"{EtcdAddress.Describe(options)}: there is no store");
            }

            return await EtcdObjectStore.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartupException($"{EtcdAddress.Describe(options)}: {exception.Message}", exception) { IsTransient = true };
        }
        catch (StoreFormatException exception)
        {
            throw new StartupException($"{EtcdAddress.Describe(options)}: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync().ConfigureAwait(false);
        Directory?.Dispose();
    }
}
