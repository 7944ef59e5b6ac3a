using Signet.Core.Primitives;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Core.Storage;

namespace Signet.Core.Signing.Managed;

/// <summary>Reads and replaces the record of all managed keys. What it writes is sealed with the first key-encryption key.</summary>
internal sealed class ManagedKeyStore(IObjectStore store, KeyEncryptionKeys sealing)
{
    /// <summary>The key-encryption key of new records.</summary>
    public KeyEncryptionKey Sealing => sealing.Primary;

    /// <summary>Whether other processes can change the record, and use the former one for a moment.</summary>
    public bool IsShared => !store.IsExclusive;

    /// <summary>The same record, read and replaced through another view of its store.</summary>
    public ManagedKeyStore Over(IObjectStore other) => new(other, sealing);

    /// <summary>Reads the record.</summary>
    /// <exception cref="ManagedKeyException">It cannot be opened.</exception>
    public async ValueTask<StoredKeys> LoadAsync(CancellationToken cancellationToken) =>
        Read(await store.GetAsync(ManagedKeyRecord.StorageKey, cancellationToken).ConfigureAwait(false));

    /// <summary>Replaces the record, if it is still the one that was loaded.</summary>
    /// <returns>The revision; null when the record has changed meanwhile and nothing was written.</returns>
    public async ValueTask<Revision?> TryReplaceAsync(StoredKeys loaded, ManagedKeySet set, CancellationToken cancellationToken)
    {
        var record = ManagedKeyRecord.Write(set, sealing.Primary);
        var commit = new Commit(
            [new Compare(ManagedKeyRecord.StorageKey, loaded.Modified)], [new StoreOperation.Put(ManagedKeyRecord.StorageKey, record)])
        {
            // One small record: a full disk must not keep a revoked key in use.
            MayUseReserve = true,
        };
        return await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false) is CommitResult.Success success ? success.Revision : null;
    }

    /// <summary>The keys in a value of the store; none when there is no value. They are as if the first key-encryption key had sealed them.</summary>
    /// <exception cref="ManagedKeyException">It cannot be opened.</exception>
    public StoredKeys Read(StoredValue? stored)
    {
        if (stored is null)
        {
            return new StoredKeys([], Revision.Zero, sealing.Primary);
        }

        var set = ManagedKeyRecord.Read(stored.Value.Span, sealing, out var opening);
        return new StoredKeys(set.Keys, stored.Modified, opening) { DefaultAlgorithm = set.DefaultAlgorithm };
    }

    /// <summary>The keys with their private halves sealed by the first key-encryption key.</summary>
    public IReadOnlyList<ManagedKey> Reseal(StoredKeys loaded) => ReferenceEquals(loaded.Opening, sealing.Primary)
        ? loaded.Keys
        : [.. loaded.Keys.Select(key => KeySealing.Reseal(key, loaded.Opening, sealing.Primary))];
}
