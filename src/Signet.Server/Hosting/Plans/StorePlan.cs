using Signet.Core.Storage;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Storage.Memory;

namespace Signet.Server.Hosting.Plans;

/// <summary>The source of the object store. The server disposes the store.</summary>
public abstract record StorePlan
{
    private StorePlan()
    {
    }

    /// <summary>
    /// The plan of the settings: <see cref="InEtcd"/> with servers of etcd, else <see cref="InDataDirectory"/>, or <see cref="InMemory"/> without a data
    /// directory.
    /// </summary>
    internal static StorePlan Of(StoreOptions options) =>
        options.Etcd.IsUsed ? new InEtcd()
        : options.DataDirectory is null ? new InMemory()
        : new InDataDirectory();

    /// <summary>The subject of error messages about the store.</summary>
    internal virtual string Subject => "the store";

    /// <summary>Opens the store.</summary>
    /// <exception cref="StartupException">The store cannot be opened.</exception>
    internal abstract ValueTask<IObjectStore> OpenAsync(ServerOptions options, DataDirectory directory, TimeProvider time, CancellationToken cancellationToken);

    /// <summary>SQLite in <see cref="StoreOptions.DataDirectory"/>.</summary>
    public sealed record InDataDirectory : StorePlan
    {
        /// <inheritdoc/>
        internal override string Subject => "--data-dir";

        /// <inheritdoc/>
        internal override ValueTask<IObjectStore> OpenAsync(
            ServerOptions options, DataDirectory directory, TimeProvider time, CancellationToken cancellationToken) =>
            directory.Path is null
                ? throw new StartupException("StorePlan.InDataDirectory requires StoreOptions.DataDirectory")
                : new(DirectoryStore.Open(directory, options.Store.AcceptLoss, time));
    }

    /// <summary>The etcd cluster of <see cref="StoreOptions.Etcd"/>, which several replicas share. The data directory has only this replica's own files.</summary>
    public sealed record InEtcd : StorePlan
    {
        /// <inheritdoc/>
        internal override string Subject => EtcdStore.Subject;

        /// <inheritdoc/>
        internal override async ValueTask<IObjectStore> OpenAsync(
            ServerOptions options, DataDirectory directory, TimeProvider time, CancellationToken cancellationToken) =>
            directory.Path is null && options.Keys.KeyEncryptionKeyFiles.Count == 0
                ? throw new StartupException("StorePlan.InEtcd requires StoreOptions.DataDirectory or KeyOptions.KeyEncryptionKeyFiles")
                : await EtcdStore.OpenAsync(options.Store.Etcd, time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A store in memory; its content is lost when the server ends.</summary>
    public sealed record InMemory : StorePlan
    {
        /// <inheritdoc/>
        internal override ValueTask<IObjectStore> OpenAsync(
            ServerOptions options, DataDirectory directory, TimeProvider time, CancellationToken cancellationToken) =>
            new(new MemoryObjectStore(new MemoryObjectStoreOptions()));
    }

    /// <summary>A store that the caller provides.</summary>
    /// <param name="Factory">Opens the store.</param>
    public sealed record FromFactory(Func<CancellationToken, ValueTask<IObjectStore>> Factory) : StorePlan
    {
        /// <inheritdoc/>
        internal override async ValueTask<IObjectStore> OpenAsync(
            ServerOptions options, DataDirectory directory, TimeProvider time, CancellationToken cancellationToken)
        {
            try
            {
                return await Factory(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is StoreUnavailableException or StoreFormatException or StoreDamagedException)
            {
                throw new StartupException($"{Subject}: {exception.Message}", exception);
            }
        }
    }
}
