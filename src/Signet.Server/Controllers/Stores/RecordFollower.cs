using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Server.Background;

namespace Signet.Server.Controllers.Stores;

/// <summary>
/// Follows records of the store in a process without an object cache: <c>signet signer</c>. Its store has no other writer and keeps its history.
/// </summary>
internal sealed class RecordFollower(IObjectStore store, IEnumerable<FollowedRecord> records) : SupervisedService
{
    private const string AllKeys = "/";
    private readonly Dictionary<string, FollowedRecord> _records = records.ToDictionary(record => record.Key, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string? Remark =>
        string.Join("; ", _records.Values.Select(record => record.Remark).OfType<string>()) is { Length: > 0 } remarks ? remarks : null;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What is committed after this revision comes by the watch; what is read now has at least everything up to it.
        var revision = await store.GetRevisionAsync(stoppingToken).ConfigureAwait(false);
        foreach (var record in _records.Values)
        {
            record.Use(await store.GetAsync(record.Key, stoppingToken).ConfigureAwait(false));
        }

        await foreach (var batch in store.WatchAsync(AllKeys, new Revision(revision.Value + 1), stoppingToken).ConfigureAwait(false))
        {
            foreach (var change in batch.Changes)
            {
                if (_records.TryGetValue(change.Key, out var record))
                {
                    record.Use(change.Value);
                }
            }
        }
    }
}
