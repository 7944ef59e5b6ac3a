using Signet.Core.Storage;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Keys;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Parts;

/// <summary>Opens the CA: that of the data directory, or with a store that other replicas use that of the store.</summary>
internal static class AuthoritySetting
{
    /// <summary>Opens the CA, or makes it.</summary>
    /// <exception cref="StartupException">It cannot be opened.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be read or written.</exception>
    public static async ValueTask<CertificateAuthority> OpenAsync(
        ServerOptions options, DataDirectory directory, IObjectStore store, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (store.IsExclusive)
        {
            return CertificateAuthority.Open(directory, now);
        }

        var stored = await store.GetAsync(AuthorityRecord.StorageKey, cancellationToken).ConfigureAwait(false);
        var keys = KeyEncryptionKeyFiles.Open(options.Keys, directory, stored is null ? null : AuthorityRecord.Subject);
        return await new SharedAuthority(store, directory).OpenAsync(stored, keys, now, cancellationToken).ConfigureAwait(false);
    }
}
