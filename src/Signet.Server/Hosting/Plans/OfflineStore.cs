using Signet.Core.Storage;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Plans;

/// <summary>The store of a data directory that no server uses. The directory is locked until it is disposed; no server can start meanwhile.</summary>
internal sealed class OfflineStore : IAsyncDisposable
{
    private OfflineStore(DataDirectory directory, IObjectStore store) => (Directory, Store) = (directory, store);

    /// <summary>The data directory.</summary>
    public DataDirectory Directory { get; }

    /// <summary>The store.</summary>
    public IObjectStore Store { get; }

    /// <summary>Opens the store: of the directory, or the one in etcd. Creates nothing: a directory without a store is an error.</summary>
    /// <exception cref="StartupException">The directory is in use, missing or without a store, or the store cannot be opened.</exception>
    public static async ValueTask<OfflineStore> OpenAsync(StoreOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(options.DataDirectory!);
        if (options.Etcd.IsUsed && !System.IO.Directory.Exists(path))
        {
            throw new StartupException($"--data-dir: {path} does not exist; it has to be the data directory of a replica");
        }

        if (!options.Etcd.IsUsed && !File.Exists(Path.Combine(path, DataDirectory.StoreName)))
        {
            throw new StartupException(
                $"--data-dir: {path} has no store ({DataDirectory.StoreName}); `signet serve` makes it at its first start. If the store is in etcd, give --etcd-servers, too");
        }

        var directory = DataDirectory.Open(path);
        IObjectStore? store = null;
        try
        {
            store = options.Etcd is { IsUsed: true } etcd
                ? await EtcdStore.OpenAsync(etcd, time, cancellationToken).ConfigureAwait(false)
                : DirectoryStore.Open(directory, options.AcceptLoss, time);
            await UnfinishedCopy.RefuseAsync(store, options.Etcd.IsUsed ? EtcdStore.Subject : "--data-dir", cancellationToken).ConfigureAwait(false);
            return new OfflineStore(directory, store);
        }
        catch
        {
            if (store is not null)
            {
                await store.DisposeAsync().ConfigureAwait(false);
            }

            directory.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync().ConfigureAwait(false);
        Directory.Dispose();
    }
}
