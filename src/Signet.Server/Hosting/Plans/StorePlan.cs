using Signet.Core.Storage;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Storage.Memory;

namespace Signet.Server.Hosting.Plans;

/// <summary>How a server gets its store. The server disposes the store.</summary>
public abstract record StorePlan
{
    private StorePlan()
    {
    }

    /// <summary>What settings say: SQLite in the data directory, or memory where there is none.</summary>
    public static StorePlan Of(StoreOptions options) => options.DataDirectory is null ? new InMemory() : new InDataDirectory();

    /// <summary>The subject of messages about the store: the setting, where it is one.</summary>
    internal virtual string Subject => "the store";

    /// <summary>Opens the store.</summary>
    /// <exception cref="StartupException">It cannot be opened.</exception>
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
                ? throw new StartupException("a store in the data directory needs a data directory")
                : new(DirectoryStore.Open(directory, options.Store.AcceptLoss, time));
    }

    /// <summary>Memory; nothing survives the server.</summary>
    public sealed record InMemory : StorePlan
    {
        /// <inheritdoc/>
        internal override ValueTask<IObjectStore> OpenAsync(
            ServerOptions options, DataDirectory directory, TimeProvider time, CancellationToken cancellationToken) =>
            new(new MemoryObjectStore(new MemoryObjectStoreOptions()));
    }

    /// <summary>Any store.</summary>
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
