using Signet.Core.Signing.Managed;
using Signet.Core.Storage;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Signing.Local;

namespace Signet.Server.Hosting.Keys;

/// <summary>The managed keys of a data directory that no server uses. The directory is locked until it is disposed; no server can start meanwhile.</summary>
internal sealed class OfflineKeys : IAsyncDisposable
{
    private readonly DataDirectory _directory;
    private readonly IObjectStore _store;

    private OfflineKeys(DataDirectory directory, IObjectStore store, ManagedKeys keys) => (_directory, _store, Keys) = (directory, store, keys);

    /// <summary>The keys.</summary>
    public ManagedKeys Keys { get; }

    /// <summary>Opens the keys. Creates nothing: a directory without a store is an error.</summary>
    /// <param name="options">The settings of the server: the directory, the policy of keys, the key-encryption keys.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupException">The directory is in use, has no managed keys, or these cannot be opened.</exception>
    public static async ValueTask<OfflineKeys> OpenAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(options.Store.DataDirectory!);
        if (!File.Exists(Path.Combine(path, DataDirectory.StoreName)))
        {
            throw new StartupException($"--data-dir: {path} has no store ({DataDirectory.StoreName}); `signet serve` makes it at its first start");
        }

        var directory = DataDirectory.Open(path);
        IObjectStore? store = null;
        try
        {
            store = DirectoryStore.Open(directory, options.Store.AcceptLoss, time);
            await UnfinishedCopy.RefuseAsync(store, "--data-dir", cancellationToken).ConfigureAwait(false);
            return new OfflineKeys(directory, store, await OpenAsync(options, directory, store, time, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            if (store is not null)
            {
                await store.DisposeAsync().ConfigureAwait(false);
            }

            directory.Dispose();
            if (exception is ManagedKeyException or StoreUnavailableException)
            {
                throw new StartupException($"signing keys: {exception.Message}", exception);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync().ConfigureAwait(false);
        _directory.Dispose();
    }

    private static async ValueTask<ManagedKeys> OpenAsync(
        ServerOptions options, DataDirectory directory, IObjectStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(ManagedKeyRecord.StorageKey, cancellationToken).ConfigureAwait(false) is null)
        {
            throw new StartupException(
                $"--data-dir: {directory.StorePath} has no managed signing keys; `signet serve` makes them at its first start without --service-account-signing-key-file");
        }

        var keyStore = new ManagedKeyStore(store, KeyEncryptionKeyFiles.Open(options.Keys, directory, isNeeded: true));
        var stored = await keyStore.LoadAsync(cancellationToken).ConfigureAwait(false);
        return new ManagedKeys(keyStore, new LocalKeyPairs(), new ManagedKeySetting(options, directory, store, time).PolicyFor(stored), time);
    }
}
