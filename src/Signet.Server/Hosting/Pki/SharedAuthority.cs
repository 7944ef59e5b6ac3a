using Signet.Core.Primitives;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Core.Storage;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Pki;

/// <summary>
/// The CA that all replicas of a store share (docs/decisions/0035-replicas-on-one-store.md). The first replica makes it; when several start together the
/// first commit decides, and the others use its CA.
/// </summary>
internal sealed class SharedAuthority(IObjectStore store, DataDirectory directory)
{
    /// <summary>Loads the CA, or makes it: that of the data directory, when this was a server with a store of its own before.</summary>
    /// <param name="stored">The record, as the caller has read it; null when there is none.</param>
    /// <param name="keys">The key-encryption keys.</param>
    /// <param name="now">The current time.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="StartupException">The record needs another key-encryption key, or the data directory has another CA. Nothing was changed.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be read or written.</exception>
    public async ValueTask<CertificateAuthority> OpenAsync(
        StoredValue? stored, KeyEncryptionKeys keys, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var own = CertificateAuthority.Find(directory);
        while (true)
        {
            if (stored is null)
            {
                var made = own ?? CertificateAuthority.Create(now);
                if (await TryWriteAsync(made, keys.Primary, Revision.Zero, cancellationToken).ConfigureAwait(false))
                {
                    return Remember(made);
                }

                if (!ReferenceEquals(made, own))
                {
                    made.Dispose();
                }
            }
            else
            {
                return await UseAsync(stored, own, keys, cancellationToken).ConfigureAwait(false);
            }

            stored = await store.GetAsync(AuthorityRecord.StorageKey, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<CertificateAuthority> UseAsync(
        StoredValue stored, CertificateAuthority? own, KeyEncryptionKeys keys, CancellationToken cancellationToken)
    {
        var shared = Read(stored, keys, out var opening);
        using (own)
        {
            if (own is not null && !own.Certificate.RawDataMemory.Span.SequenceEqual(shared.Certificate.RawDataMemory.Span))
            {
                throw new StartupException(
                    $"--data-dir: {directory.File(CertificateAuthority.CertificateName)} and its key are another CA than the one in the store; they belong to a server " +
                    "with a store of its own. Use another data directory, or remove both files");
            }
        }

        if (!ReferenceEquals(opening, keys.Primary))
        {
            // After a conflict another replica has done it.
            await TryWriteAsync(shared, keys.Primary, stored.Modified, cancellationToken).ConfigureAwait(false);
        }

        return Remember(shared);
    }

    private static CertificateAuthority Read(StoredValue stored, KeyEncryptionKeys keys, out KeyEncryptionKey opening)
    {
        try
        {
            return AuthorityRecord.Read(stored.Value.Span, keys, out opening);
        }
        catch (ManagedKeyException exception)
        {
            throw new StartupException($"--key-encryption-key-file: {exception.Message}", exception);
        }
    }

    /// <summary>Writes the certificate into the data directory, for clients on this machine. Its key stays in the store.</summary>
    private CertificateAuthority Remember(CertificateAuthority authority)
    {
        var pem = authority.CertificatePem + "\n";
        if (directory.Read(CertificateAuthority.CertificateName) != pem)
        {
            directory.Write(CertificateAuthority.CertificateName, pem);
        }

        authority.IsShared = true;
        return authority;
    }

    private async ValueTask<bool> TryWriteAsync(CertificateAuthority authority, KeyEncryptionKey sealing, Revision known, CancellationToken cancellationToken)
    {
        var record = AuthorityRecord.Write(authority, sealing);
        var commit = new Commit([new Compare(AuthorityRecord.StorageKey, known)], [new StoreOperation.Put(AuthorityRecord.StorageKey, record)]);
        return await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false) is CommitResult.Success;
    }
}
