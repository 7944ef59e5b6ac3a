using Signet.Core.Primitives;

namespace Signet.Core.Storage.Copying;

/// <summary>
/// Copies all keys of a store at one revision into an empty store, and compares both at the end. It can be interrupted and resumed at any point.
/// </summary>
/// <param name="source">The store that is read.</param>
/// <param name="target">The store that is filled.</param>
/// <param name="excluded">Keys that belong to the processes of the source.</param>
/// <param name="report">Gets the phase and its number.</param>
internal sealed class StoreCopier(IObjectStore source, ICopyTarget target, IReadOnlySet<string> excluded, Action<CopyPhase, long> report)
{
    /// <summary>etcd takes 128 operations and 1.5 MiB in a transaction by default; the record and the head of the store are two operations.</summary>
    private const int MaxBatchKeys = 100;
    private const long MaxBatchBytes = 512 * 1024;

    private readonly HashSet<string> _excluded = [.. excluded, CopyRecord.Key];

    /// <summary>Copies.</summary>
    /// <param name="name">The name of the source, for messages.</param>
    /// <param name="resume">Whether an unfinished copy is continued.</param>
    /// <param name="cancellationToken">Stops; the copy can be resumed.</param>
    /// <exception cref="StoreCopyException">The copy cannot begin or go on.</exception>
    /// <exception cref="StoreUnavailableException">A store failed; the copy can be resumed.</exception>
    public async Task<CopyResult> RunAsync(string name, bool resume, CancellationToken cancellationToken)
    {
        if (await source.GetAsync(CopyRecord.Key, cancellationToken).ConfigureAwait(false) is { } unfinished)
        {
            throw new StoreCopyException($"the source is {CopyRecord.Parse(unfinished.Value.Span)}; complete that copy first");
        }

        var record = await BeginAsync(name, resume, cancellationToken).ConfigureAwait(false);
        try
        {
            await target.PrepareAsync(record, missing => report(CopyPhase.Raising, missing), cancellationToken).ConfigureAwait(false);
            await CopyAsync(record, cancellationToken).ConfigureAwait(false);
            var content = await CompareAsync(record, cancellationToken).ConfigureAwait(false);
            await target.FinishAsync(cancellationToken).ConfigureAwait(false);
            var newest = await source.GetRevisionAsync(cancellationToken).ConfigureAwait(false);
            var written = await target.RangeAsync(new RangeQuery { Prefix = StoreKeys.Root, Limit = 1 }, cancellationToken).ConfigureAwait(false);
            return new CopyResult(content, record.Revision, newest, written.Revision);
        }
        catch (Exception exception) when (exception is RevisionCompactedException or RevisionInFutureException)
        {
            throw new StoreCopyException(
                $"the source does not have revision {record.Revision} (any more), at which the copy began: {exception.Message}. Begin again with an empty target", exception);
        }
    }

    /// <summary>The record of this copy: a new one, or that of the copy that is continued.</summary>
    private async Task<CopyRecord> BeginAsync(string name, bool resume, CancellationToken cancellationToken)
    {
        if (await target.FindAsync(cancellationToken).ConfigureAwait(false) is { } found)
        {
            return resume ? found : throw new StoreCopyException($"the target has {found}. --resume continues it");
        }

        var present = await target.RangeAsync(new RangeQuery { Prefix = StoreKeys.Root, Limit = 1 }, cancellationToken).ConfigureAwait(false);
        if (present.Values.Count > 0)
        {
            throw new StoreCopyException($"the target is not empty: it has {present.Values[0].Key}. Nothing was changed");
        }

        var revision = await source.GetRevisionAsync(cancellationToken).ConfigureAwait(false);
        var content = await source.RangeAsync(new RangeQuery { Prefix = StoreKeys.Root, Limit = 1 }, cancellationToken).ConfigureAwait(false);
        if (content.Values.Count == 0)
        {
            throw new StoreCopyException("the source is empty");
        }

        var record = new CopyRecord { Source = name, Revision = revision };
        await target.BeginAsync(record, cancellationToken).ConfigureAwait(false);
        return record;
    }

    private async Task CopyAsync(CopyRecord record, CancellationToken cancellationToken)
    {
        report(CopyPhase.Copying, record.Copied);
        await foreach (var page in StorePages.ReadAsync(source.RangeAsync, record.Revision, record.Last, cancellationToken).ConfigureAwait(false))
        {
            foreach (var batch in Batches(page))
            {
                record = record with { Copied = record.Copied + batch.Count, Last = batch[^1].Key };
                await AddAsync(batch, record, cancellationToken).ConfigureAwait(false);
                report(CopyPhase.Copying, record.Copied);
            }
        }
    }

    private async Task AddAsync(List<StoredValue> batch, CopyRecord record, CancellationToken cancellationToken)
    {
        try
        {
            await target.AddAsync(batch, record, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            var (last, bytes) = (batch[^1], batch.Sum(value => (long)value.Value.Length));
            throw new StoreUnavailableException($"{exception.Message} (at {batch[0].Key} to {last.Key}, {bytes} bytes)", exception);
        }
    }

    private IEnumerable<List<StoredValue>> Batches(IReadOnlyList<StoredValue> page)
    {
        var batch = new List<StoredValue>();
        var size = 0L;
        foreach (var value in page.Where(value => !_excluded.Contains(value.Key)))
        {
            if (batch.Count > 0 && (batch.Count == MaxBatchKeys || size + value.Value.Length > MaxBatchBytes))
            {
                yield return batch;
                (batch, size) = ([], 0);
            }

            batch.Add(value);
            size += value.Value.Length;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    /// <summary>Reads both stores again.</summary>
    private async Task<StoreContent> CompareAsync(CopyRecord record, CancellationToken cancellationToken)
    {
        var wanted = await ReadAsync(source.RangeAsync, record.Revision, CopyPhase.ReadingSource, cancellationToken).ConfigureAwait(false);
        var copied = await ReadAsync(target.RangeAsync, Revision.Zero, CopyPhase.ReadingTarget, cancellationToken).ConfigureAwait(false);
        return wanted == copied
            ? wanted
            : throw new StoreCopyException(
                $"the target differs from the source: the source has {wanted.Count} keys with the hash {wanted.Hash}, the target {copied.Count} keys with the hash {copied.Hash}. " +
                "Another process has written to the target; begin again with an empty one");
    }

    private async Task<StoreContent> ReadAsync(
        Func<RangeQuery, CancellationToken, ValueTask<RangeResult>> range, Revision at, CopyPhase phase, CancellationToken cancellationToken)
    {
        using var digest = new StoreDigest();
        report(phase, 0);
        await foreach (var page in StorePages.ReadAsync(range, at, "", cancellationToken).ConfigureAwait(false))
        {
            foreach (var value in page.Where(value => !_excluded.Contains(value.Key)))
            {
                digest.Add(value);
            }

            report(phase, digest.Count);
        }

        return digest.Finish();
    }
}
