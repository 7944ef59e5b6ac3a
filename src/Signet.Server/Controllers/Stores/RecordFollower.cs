using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Storage;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Stores;

/// <summary>
/// Follows records of the store in a process without an object cache: <c>signet signer</c>. Its store has no other writer and keeps its history.
/// </summary>
internal sealed class RecordFollower(IObjectStore store, IEnumerable<FollowedRecord> records) : SupervisedService
{
    private readonly IReadOnlyList<FollowedRecord> _records = [.. records];

    /// <inheritdoc/>
    public override string? Remark =>
        string.Join("; ", _records.Select(record => record.Remark).OfType<string>()) is { Length: > 0 } remarks ? remarks : null;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var following = new CacheRecords(_records);

        // What is committed after this revision comes by the watch; what is read now has at least everything up to it.
        var revision = await store.GetRevisionAsync(stoppingToken).ConfigureAwait(false);
        await following.LoadAsync(store, stoppingToken).ConfigureAwait(false);
        await foreach (var batch in store.WatchAsync(StoreKeys.Root, new Revision(revision.Value + 1), stoppingToken).ConfigureAwait(false))
        {
            following.Apply(batch.Changes);
        }
    }
}
