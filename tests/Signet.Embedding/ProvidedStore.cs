using System.Runtime.CompilerServices;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Embedding;

/// <summary>A small object store outside of Signet. Keeps its whole history in memory; a signal completes waiting watches after each commit.</summary>
internal sealed class ProvidedStore : IObjectStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, StoredValue> _values = new(StringComparer.Ordinal);
    private readonly List<ChangeBatch> _history = [];
    private TaskCompletionSource _committed = NewSignal();
    private long _revision;

    public bool IsDisposed { get; private set; }

    public bool IsExclusive => true;

    public ValueTask<Revision> GetRevisionAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(new Revision(_revision));
        }
    }

    public ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_values.GetValueOrDefault(key));
        }
    }

    public ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var current = new Revision(_revision);
            if (query.At != Revision.Zero && query.At != current)
            {
                throw query.At.CompareTo(current) > 0 ? new RevisionInFutureException(current) : new RevisionCompactedException(current);
            }

            var found = _values.Values
                .Where(value => value.Key.StartsWith(query.Prefix, StringComparison.Ordinal) && string.CompareOrdinal(value.Key, query.From ?? "") >= 0)
                .ToList();
            var limit = query.Limit > 0 ? query.Limit : int.MaxValue;
            return new(new RangeResult([.. found.Take(limit)], current, found.Count > limit));
        }
    }

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        commit.ThrowIfInvalid();
        lock (_lock)
        {
            if (commit.Compares.Any(compare => (_values.GetValueOrDefault(compare.Key)?.Modified ?? Revision.Zero) != compare.Modified))
            {
                return new(new CommitResult.Conflict([.. commit.Compares.Select(compare => _values.GetValueOrDefault(compare.Key)).OfType<StoredValue>()]));
            }

            var revision = new Revision(++_revision);
            _history.Add(new ChangeBatch(revision, [.. commit.Operations.Select(operation => Apply(operation, revision))]));
            Interlocked.Exchange(ref _committed, NewSignal()).SetResult();
            return new(new CommitResult.Success(revision));
        }
    }

    public async IAsyncEnumerable<ChangeBatch> WatchAsync(
        string prefix, Revision from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = 0; ;)
        {
            ChangeBatch[] batches;
            Task committed;
            lock (_lock)
            {
                batches = [.. _history.Skip(next)];
                next = _history.Count;
                committed = _committed.Task;
            }

            foreach (var batch in batches.Where(batch => batch.Revision.CompareTo(from) >= 0))
            {
                yield return batch with { Changes = [.. batch.Changes.Where(change => change.Key.StartsWith(prefix, StringComparison.Ordinal))] };
            }

            await committed.WaitAsync(cancellationToken);
        }
    }

    public ValueTask CheckAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask CompactAsync(Revision before, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Change Apply(StoreOperation operation, Revision revision)
    {
        var before = _values.GetValueOrDefault(operation.Key);
        if (operation is not StoreOperation.Put put)
        {
            _values.Remove(operation.Key);
            return new Change(operation.Key, null, false);
        }

        var after = new StoredValue(put.Key, put.Value, before?.Created ?? revision, revision);
        _values[put.Key] = after;
        return new Change(put.Key, after, before is null);
    }
}
