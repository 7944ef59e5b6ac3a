using Signet.Core.Storage;
using Signet.Core.Storage.Copying;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Startup;
using Signet.Storage.Sqlite.Transfer;

namespace Signet.Server.Hosting.Stores;

/// <summary>The target of a copy. A data directory is made when it does not exist, and locked until it is disposed.</summary>
internal sealed class OpenedTarget : IAsyncDisposable
{
    private readonly IAsyncDisposable? _store;
    private readonly IDisposable? _database;

    private OpenedTarget(string name, ICopyTarget target, IAsyncDisposable? store, IDisposable? database, DataDirectory? directory) =>
        (Name, Target, _store, _database, Directory) = (name, target, store, database, directory);

    /// <summary>The name for messages.</summary>
    public string Name { get; }

    public ICopyTarget Target { get; }

    /// <summary>The data directory; null for etcd.</summary>
    public DataDirectory? Directory { get; }

    /// <summary>Opens it.</summary>
    /// <param name="address">The store.</param>
    /// <param name="raise">Whether the revision of etcd is raised to that of the source.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupException">It cannot be opened.</exception>
    public static async ValueTask<OpenedTarget> OpenAsync(StoreAddress address, bool raise, TimeProvider time, CancellationToken cancellationToken)
    {
        if (address is StoreAddress.InEtcd etcd)
        {
            var store = await etcd.OpenAsync(mustExist: false, time, cancellationToken).ConfigureAwait(false);
            return new OpenedTarget(etcd.ToString(), new CommitCopyTarget(store, raise), store, null, null);
        }

        var directory = DataDirectory.Open(((StoreAddress.InDirectory)address).Path);
        try
        {
            if (!File.Exists(directory.StorePath))
            {
                if (File.Exists(directory.StoreMarkPath))
                {
                    throw new StartupException($"{directory.Path} had a store, which is missing; copy into a new directory");
                }

                // Managed keys, if the source has any, need this format.
                directory.RaiseFormat();
            }

            var database = SqliteCopyTarget.Open(directory.StorePath);
            return new OpenedTarget(directory.Path!, database, null, database, directory);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or StoreFormatException)
        {
            directory.Dispose();
            throw new StartupException($"{directory.Path}: {exception.Message}", exception);
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
        _database?.Dispose();
        if (_store is not null)
        {
            await _store.DisposeAsync().ConfigureAwait(false);
        }

        Directory?.Dispose();
    }
}
