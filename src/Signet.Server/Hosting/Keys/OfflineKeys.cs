using Signet.Core.Signing.Managed;
using Signet.Core.Storage;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Startup;
using Signet.Signing.Local;

namespace Signet.Server.Hosting.Keys;

/// <summary>
/// The managed keys of a data directory that no server uses, or of the etcd that its server uses. The directory is locked until it is disposed; no server
/// can start meanwhile.
/// </summary>
internal sealed class OfflineKeys : IAsyncDisposable
{
    private readonly OfflineStore _store;

    private OfflineKeys(OfflineStore store, ManagedKeys keys) => (_store, Keys) = (store, keys);

    /// <summary>The keys.</summary>
    public ManagedKeys Keys { get; }

    /// <summary>Opens the keys. Creates nothing: a directory without a store is an error.</summary>
    /// <param name="options">The settings of the server: the directory, the policy of keys, the key-encryption keys.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupException">The directory is in use, has no managed keys, or these cannot be opened.</exception>
    public static async ValueTask<OfflineKeys> OpenAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var store = await OfflineStore.OpenAsync(options.Store, time, cancellationToken).ConfigureAwait(false);
        try
        {
            return new OfflineKeys(store, await OpenAsync(options, store.Directory, store.Store, time, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            await store.DisposeAsync().ConfigureAwait(false);
            if (exception is ManagedKeyException or StoreUnavailableException)
            {
                throw new StartupException($"signing keys: {exception.Message}", exception);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static async ValueTask<ManagedKeys> OpenAsync(
        ServerOptions options, DataDirectory directory, IObjectStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(ManagedKeyRecord.StorageKey, cancellationToken).ConfigureAwait(false) is null)
        {
            throw new StartupException(
                $"{(options.Store.Etcd.IsUsed ? EtcdStore.Subject : $"--data-dir: {directory.StorePath}")} has no managed signing keys; `signet serve` makes them at its first start without --service-account-signing-key-file");
        }

        var keyStore = new ManagedKeyStore(store, KeyEncryptionKeyFiles.Open(options.Keys, directory, KeyEncryptionKeyFiles.SigningKeys));
        var stored = await keyStore.LoadAsync(cancellationToken).ConfigureAwait(false);
        return new ManagedKeys(keyStore, new LocalKeyPairs(), new ManagedKeySetting(options, directory, store, time).PolicyFor(stored), time);
    }
}
