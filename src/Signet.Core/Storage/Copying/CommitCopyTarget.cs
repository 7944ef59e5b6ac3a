using Signet.Core.Primitives;

namespace Signet.Core.Storage.Copying;

/// <summary>
/// The target of a copy for a store that sets the revisions itself. It cannot keep those of the source; instead its own revision is raised beyond the
/// source's before the first value is written, so that no resourceVersion goes back, and its history is compacted at the end, so that a watch from a
/// revision of the source is answered with 410.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="raise">Whether the revision is raised.</param>
internal sealed class CommitCopyTarget(IObjectStore store, bool raise) : ICopyTarget
{
    private const int ConcurrentRaises = 64;

    /// <summary>Never exists: its deletion changes nothing but the revision.</summary>
    private const string Nothing = "/signet/copy-nothing";

    private Revision _record;

    /// <inheritdoc/>
    public async ValueTask<CopyRecord?> FindAsync(CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(CopyRecord.Key, cancellationToken).ConfigureAwait(false);
        _record = stored?.Modified ?? Revision.Zero;
        return stored is null ? null : CopyRecord.Parse(stored.Value.Span);
    }

    /// <inheritdoc/>
    public async ValueTask BeginAsync(CopyRecord record, CancellationToken cancellationToken) =>
        _record = await CommitAsync([], [Put(record)], cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(CopyRecord record, Action<long> report, CancellationToken cancellationToken)
    {
        if (!raise)
        {
            return;
        }

        while (true)
        {
            var missing = record.Revision.Value - (await store.GetRevisionAsync(cancellationToken).ConfigureAwait(false)).Value;
            report(Math.Max(missing, 0));
            if (missing <= 0)
            {
                return;
            }

            var raises = Enumerable.Range(0, (int)Math.Min(missing, ConcurrentRaises))
                .Select(_ => CommitAsync([], [new StoreOperation.Delete(Nothing)], cancellationToken).AsTask());
            await Task.WhenAll(raises).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask AddAsync(IReadOnlyList<StoredValue> values, CopyRecord record, CancellationToken cancellationToken)
    {
        Compare[] absent = [.. values.Select(value => new Compare(value.Key, Revision.Zero))];
        StoreOperation[] puts = [.. values.Select(value => new StoreOperation.Put(value.Key, value.Value)), Put(record)];
        _record = await CommitAsync(absent, puts, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken) => store.RangeAsync(query, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        await store.CompactAsync(await store.GetRevisionAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        await CommitAsync([], [new StoreOperation.Delete(CopyRecord.Key)], cancellationToken).ConfigureAwait(false);
    }

    private static StoreOperation.Put Put(CopyRecord record) => new(CopyRecord.Key, record.ToJson());

    /// <summary>Commits if the record is the one that this process has written or found.</summary>
    private async ValueTask<Revision> CommitAsync(
        IReadOnlyList<Compare> compares, IReadOnlyList<StoreOperation> operations, CancellationToken cancellationToken)
    {
        var commit = new Commit([new Compare(CopyRecord.Key, _record), .. compares], operations);
        var result = await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
        if (result is CommitResult.Success success)
        {
            return success.Revision;
        }

        var other = ((CommitResult.Conflict)result).Current.FirstOrDefault(value => value.Key != CopyRecord.Key);
        throw new StoreCopyException(other is null
            ? "another copy into the target is under way"
            : $"another process writes to the target: it has {other.Key} already. Stop it, and begin again with an empty target");
    }
}
