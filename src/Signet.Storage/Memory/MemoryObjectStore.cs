using System.Runtime.CompilerServices;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Watching;

namespace Signet.Storage.Memory;

/// <summary>
/// A store in memory, for tests and trials. Reads use an immutable snapshot without a lock; commits are serialized by a lock. Its content is lost on
/// disposal.
/// </summary>
internal sealed class MemoryObjectStore : IObjectStore
{
    private readonly Lock _writing = new();
    private readonly MemoryHistory _history;
    private readonly Watchers _watchers;
    private volatile MemorySnapshot _current = MemorySnapshot.Empty;
    private volatile bool _isClosed;

    public MemoryObjectStore(MemoryObjectStoreOptions options)
    {
        _history = new MemoryHistory(options.MaxHistoryChanges, options.MaxHistoryBytes);
        _watchers = new Watchers(options.WatcherBacklog);
    }

    /// <inheritdoc/>
    public bool IsExclusive => true;

    /// <inheritdoc/>
    public ValueTask<Revision> GetRevisionAsync(CancellationToken cancellationToken) => new(Open().Revision);

    /// <inheritdoc/>
    public ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken) => new(Open().Find(key));

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken)
    {
        var snapshot = Open();
        if (query.At != Revision.Zero && query.At != snapshot.Revision)
        {
            lock (_writing)
            {
                snapshot = query.At > _current.Revision ? throw new RevisionInFutureException(_current.Revision)
                    : query.At == _current.Revision ? _current
                    : _history.FindSnapshot(query.At);
            }
        }

        return new(snapshot.Range(query));
    }

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        commit.ThrowIfInvalid();
        cancellationToken.ThrowIfCancellationRequested();
        lock (_writing)
        {
            var before = Open();
            if (!before.Holds(commit.Compares))
            {
                return new(new CommitResult.Conflict(before.CurrentOf(commit.Compares)));
            }

            var (after, batch) = before.Apply(commit.Operations);
            _history.Add(after, batch);
            _current = after;

            // Inside the lock, so that watchers get the batches in order.
            _watchers.Publish(batch);
            return new(new CommitResult.Success(after.Revision));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChangeBatch> WatchAsync(
        string prefix, Revision from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (watcher, past, now) = BeginWatch(prefix, from);
        try
        {
            foreach (var batch in past)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return batch;
            }

            if (from <= now && (past.Count == 0 || past[^1].Revision < now))
            {
                // The newest revisions changed only keys outside of the prefix.
                yield return new ChangeBatch(now, []);
            }

            await foreach (var batch in watcher.Queue.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (batch.Revision >= from)
                {
                    yield return batch;
                }
            }
        }
        finally
        {
            _watchers.Remove(watcher);
        }

        throw watcher.IsClosed ? Closed() : new RevisionCompactedException(_current.Revision);
    }

    /// <inheritdoc/>
    public ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        Open();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask CompactAsync(Revision before, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            if (before > Open().Revision)
            {
                throw new RevisionInFutureException(_current.Revision);
            }

            _history.Compact(before);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Ends all watches; later calls throw.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_writing)
        {
            _isClosed = true;
            _watchers.Close();
        }

        return ValueTask.CompletedTask;
    }

    private static StoreUnavailableException Closed() => new("the store is closed");

    private MemorySnapshot Open() => _isClosed ? throw Closed() : _current;

    /// <summary>Both inside the lock, so that a batch is either in the history or in the queue of the watcher.</summary>
    private (Watchers.Watcher Watcher, IReadOnlyList<ChangeBatch> Past, Revision Now) BeginWatch(string prefix, Revision from)
    {
        lock (_writing)
        {
            var now = Open().Revision;
            var past = _history.Since(from, prefix);
            return (_watchers.Add(prefix), past, now);
        }
    }
}
