using Signet.Core.Storage;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Directories;

/// <summary>The store of a data directory that no server uses. The directory is locked until it is disposed; no server can start meanwhile.</summary>
internal sealed class OfflineStore : IAsyncDisposable
{
    private OfflineStore(DataDirectory directory, IObjectStore store) => (Directory, Store) = (directory, store);

    /// <summary>The data directory.</summary>
    public DataDirectory Directory { get; }

    /// <summary>The store.</summary>
    public IObjectStore Store { get; }

    /// <summary>Opens the store. Creates nothing: a directory without a store is an error.</summary>
    /// <exception cref="StartupException">The directory is in use or has no store, or the store cannot be opened.</exception>
    public static OfflineStore Open(StoreOptions options, TimeProvider time)
    {
        var path = Path.GetFullPath(options.DataDirectory!);
        if (!File.Exists(Path.Combine(path, DataDirectory.StoreName)))
        {
            throw new StartupException($"--data-dir: {path} has no store ({DataDirectory.StoreName}); `signet serve` makes it at its first start");
        }

        var directory = DataDirectory.Open(path);
        try
        {
            return new OfflineStore(directory, DirectoryStore.Open(directory, options.AcceptLoss, time));
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
        Directory.Dispose();
    }
}
