using Signet.Core.Storage;
using Signet.Core.Tokens.Issuers;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Issuers;

/// <summary>The issuers of a data directory that no server uses. The directory is locked until it is disposed; no server can start meanwhile.</summary>
internal sealed class OfflineIssuers : IAsyncDisposable
{
    private readonly OfflineStore _store;

    private OfflineIssuers(OfflineStore store) => _store = store;

    /// <summary>The record.</summary>
    public IssuerStore Issuers => new(_store.Store);

    /// <summary>Opens the record. Creates nothing.</summary>
    /// <exception cref="StartupException">The directory is in use, or a server of this version has never started with it.</exception>
    public static async ValueTask<OfflineIssuers> OpenAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var store = await OfflineStore.OpenAsync(options.Store, time, cancellationToken).ConfigureAwait(false);
        try
        {
            var record = await store.Store.GetAsync(IssuerRecord.StorageKey, cancellationToken).ConfigureAwait(false);
            return record is not null && store.Directory.Read(IssuerFile.Name) is null
                ? new OfflineIssuers(store)
                : throw new StartupException($"--data-dir: {store.Directory.StorePath} does not have the issuers yet; `signet serve` records them at its start");
        }
        catch (Exception exception)
        {
            await store.DisposeAsync().ConfigureAwait(false);
            if (exception is StoreUnavailableException)
            {
                throw new StartupException($"issuers: {exception.Message}", exception);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
