using Signet.Core.Signing.Managed;
using Signet.Core.Storage;
using Signet.Server.Endpoints;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Issuers;
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
    private readonly DataDirectory _directory;
    private readonly IObjectStore _store;
    private readonly OpenedKeys _keys;

    private OfflinePublication(DataDirectory directory, IObjectStore store, OpenedKeys keys, PublicationJson documents) =>
        (_directory, _store, _keys, Documents) = (directory, store, keys, documents);

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
            var issuers = IssuersOf(options, directory, time.GetUtcNow());
            var keys = await OpenKeysAsync(options, directory, store, time, cancellationToken).ConfigureAwait(false);
            var documents = IssuerDocuments.Create(issuers, options.Documents.JwksUri, serverAddress: "", arePublished: false);
            return new OfflinePublication(directory, store, keys, new PublicationJson(documents, keys.Ring));
        }
        catch (Exception exception)
        {
            if (store is not null)
            {
                await store.DisposeAsync().ConfigureAwait(false);
            }

            directory.Dispose();
            if (exception is StoreUnavailableException)
            {
                throw new StartupException($"signing keys: {exception.Message}", exception);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _keys.Disposable?.Dispose();
        await _store.DisposeAsync().ConfigureAwait(false);
        _directory.Dispose();
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
    private static IReadOnlyList<string> IssuersOf(ServerOptions options, DataDirectory directory, DateTimeOffset now)
    {
        var kept = IssuerFile.Read(directory);
        IReadOnlyList<string> configured = options.Tokens.Issuers.Count > 0 ? options.Tokens.Issuers : [.. kept.Take(1).Select(issuer => issuer.Issuer)];
        return configured.Count == 0
            ? throw new StartupException("--service-account-issuer is required: the data directory has none")
            : options.Documents.JwksUri is null && IssuerUrl.PathOf(configured[0]).Length == 0 && !IssuerUrl.IsUrl(configured[0])
                ? throw new StartupException($"--service-account-jwks-uri is required: the issuer {configured[0]} is not a URL; or start the server")
            : [.. configured.Union(kept.Where(issuer => !(issuer.AcceptedUntil <= now)).Select(issuer => issuer.Issuer), StringComparer.Ordinal)];
    }
}
