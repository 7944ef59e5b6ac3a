using Signet.Core.Signing.Managed;
using Signet.Core.Storage;
using Signet.Core.Tokens.Issuers;
using Signet.Server.Endpoints;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Startup;
using Signet.Server.Http.Documents;

namespace Signet.Server.Hosting.Keys;

/// <summary>
/// The keys and the issuers' documents of a data directory that no server uses, opened as a start opens them. The directory is locked until it is disposed; no
/// server can start meanwhile.
/// </summary>
internal sealed class OfflinePublication : IAsyncDisposable
{
    private readonly OfflineStore _store;
    private readonly OpenedKeys _keys;

    private OfflinePublication(OfflineStore store, OpenedKeys keys, PublicationJson documents) => (_store, _keys, Documents) = (store, keys, documents);

    /// <summary>The managed keys; null when files or a token give the keys.</summary>
    public ManagedKeyParts? Managed => _keys.Managed;

    /// <summary>The documents.</summary>
    public PublicationJson Documents { get; }

    /// <summary>Opens them. Creates no store and no first key.</summary>
    /// <param name="options">The settings of the server: the directory, keys and issuers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupException">The directory is in use, or the keys cannot be opened.</exception>
    public static async ValueTask<OfflinePublication> OpenAsync(ServerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var store = await OfflineStore.OpenAsync(options.Store, time, cancellationToken).ConfigureAwait(false);
        try
        {
            var issuers = await IssuersOfAsync(options, store.Store, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            var keys = await OpenKeysAsync(options, store.Directory, store.Store, time, cancellationToken).ConfigureAwait(false);
            var documents = IssuerDocuments.Create(issuers, options.Documents.JwksUri, serverAddress: "", arePublished: false);
            return new OfflinePublication(store, keys, new PublicationJson(documents, keys.Ring));
        }
        catch (Exception exception)
        {
            await store.DisposeAsync().ConfigureAwait(false);
            if (exception is StoreUnavailableException or IssuerRecordException)
            {
                throw new StartupException($"--data-dir: {exception.Message}", exception);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var disposable in _keys.Disposables)
        {
            disposable.Dispose();
        }

        await _store.DisposeAsync().ConfigureAwait(false);
    }

    private static async ValueTask<OpenedKeys> OpenKeysAsync(
        ServerOptions options, DataDirectory directory, IObjectStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var plan = KeyPlan.Of(options.Keys);
        if (plan is KeyPlan.Managed && await store.GetAsync(ManagedKeyRecord.StorageKey, cancellationToken).ConfigureAwait(false) is null)
        {
            throw new StartupException(
                $"--data-dir: {directory.StorePath} has no managed signing keys; give the settings of the server (--service-account-signing-key-file, or the same --config)");
        }

        return await new SigningKeys(options, directory, new SettingFiles(time)).OpenAsync(plan, store, time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The issuers that a server with these settings would accept. An issuer that is a name has no address without a server.</summary>
    private static async ValueTask<IReadOnlyList<string>> IssuersOfAsync(
        ServerOptions options, IObjectStore store, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var history = (await new IssuerStore(store).LoadAsync(cancellationToken).ConfigureAwait(false)).History;
        IReadOnlyList<string> configured = options.Tokens.Issuers.Count > 0 ? options.Tokens.Issuers : history.Current.Length > 0 ? [history.Current] : [];
        return configured.Count == 0
            ? throw new StartupException("--service-account-issuer is required: the data directory has none")
            : options.Documents.JwksUri is null && IssuerUrl.PathOf(configured[0]).Length == 0 && !IssuerUrl.IsUrl(configured[0])
                ? throw new StartupException($"--service-account-jwks-uri is required: the issuer {configured[0]} is not a URL; or start the server")
            : new IssuerSnapshot(configured, history, now).Names;
    }
}
