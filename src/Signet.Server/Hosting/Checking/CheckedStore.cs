using Signet.Core.Storage;
using Signet.Storage.Memory;

namespace Signet.Server.Hosting.Checking;

/// <summary>A store in memory in place of the one of the settings: the steps of a start write into it, and not into that one.</summary>
/// <param name="isExclusive">Whether the store of the settings has no other users.</param>
internal sealed class CheckedStore(bool isExclusive) : DelegatingStore(new MemoryObjectStore(new MemoryObjectStoreOptions()))
{
    /// <inheritdoc/>
    public override bool IsExclusive => isExclusive;

    /// <summary>Makes a store with values.</summary>
    public static async ValueTask<CheckedStore> CreateAsync(bool isExclusive, IReadOnlyList<StoredValue> values, CancellationToken cancellationToken)
    {
        var store = new CheckedStore(isExclusive);
        if (values.Count > 0)
        {
            await store.CommitAsync(
                new Commit([], [.. values.Select(value => new StoreOperation.Put(value.Key, value.Value))]), cancellationToken).ConfigureAwait(false);
        }

        return store;
    }
}
