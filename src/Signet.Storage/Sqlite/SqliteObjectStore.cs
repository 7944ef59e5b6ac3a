using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Watching;

namespace Signet.Storage.Sqlite;

/// <summary>
/// The embedded store: a SQLite file in WAL mode. Concurrent commits share a transaction and an fsync; each has its own revision. A lock file ensures
/// that only one process uses the store.
/// </summary>
internal sealed class SqliteObjectStore : IObjectStore, IStoreStatistics
{
    private const int HistoryPage = 1024;

    /// <summary>The time for which a successful write replaces a check.</summary>
    private static readonly TimeSpan CheckValidity = TimeSpan.FromSeconds(1);

    private readonly SqliteObjectStoreOptions _options;
    private readonly OpenedStore _opened;
    private readonly WriteLoop _loop;
    private readonly Watchers _watchers;
    private readonly Lock _probing = new();
    private Task? _probe;
    private int _isDisposed;

    private SqliteObjectStore(SqliteObjectStoreOptions options, OpenedStore opened)
    {
        (_options, _opened, _watchers) = (options, opened, new Watchers(options.WatcherBacklog));
        _loop = new WriteLoop(options, opened.Connections, opened.Writer, opened.Reserve, _watchers);
    }

    /// <summary>The number of transactions; fewer than commits because of group commit.</summary>
    public long Transactions => _loop.Transactions;

    /// <inheritdoc/>
    public TimeSpan SyncTime => _loop.SyncTime;

    /// <summary>Opens or creates a store. Recovers after a crash.</summary>
    /// <exception cref="StoreUnavailableException">The file cannot be opened, or another process uses it.</exception>
    /// <exception cref="StoreFormatException">The file was written by a newer version, or is not a store.</exception>
    /// <exception cref="StoreDamagedException">The file is damaged.</exception>
    /// <exception cref="StoreLostException">The file has less data than the mark states.</exception>
    public static SqliteObjectStore Open(SqliteObjectStoreOptions options) => new(options, OpenedStore.Open(options));

    /// <inheritdoc/>
    public bool IsExclusive => true;

    /// <inheritdoc/>
    public ValueTask<Revision> GetRevisionAsync(CancellationToken cancellationToken) => new(_loop.Revision);

    /// <inheritdoc/>
    public ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken) =>
        new(Read(connection => SqliteReads.Get(connection, key)));

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken) =>
        new(Read(connection => SqliteReads.Range(connection, query)));

    /// <inheritdoc/>
    public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        commit.ThrowIfInvalid();
        cancellationToken.ThrowIfCancellationRequested();
        var work = new StoreWork.Change(commit);
        _loop.Enqueue(work);

        // A queued commit is made even if the wait is cancelled; then the caller does not know its result.
        return await work.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChangeBatch> WatchAsync(
        string prefix, Revision from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watcher = _watchers.Add(prefix);
        try
        {
            // The watcher is added first, so that its queue has all that the history lacks; duplicates are skipped below.
            var next = from;
            var now = _loop.Revision;
            var reported = now;
            while (next <= now)
            {
                var page = Read(connection => ReadHistory(connection, prefix, next, now));
                foreach (var batch in page)
                {
                    yield return batch;
                }

                reported = page.Count > 0 ? page[^1].Revision : Revision.Zero;
                next = page.Count == HistoryPage ? new Revision(reported.Value + 1) : new Revision(now.Value + 1);
            }

            if (reported < now)
            {
                // The newest revisions changed only keys outside of the prefix.
                yield return new ChangeBatch(now, []);
            }

            await foreach (var batch in watcher.Queue.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (batch.Revision >= next)
                {
                    yield return batch;
                }
            }
        }
        finally
        {
            _watchers.Remove(watcher);
        }

        if (watcher.IsClosed)
        {
            throw new StoreUnavailableException("the store is closed");
        }

        throw new RevisionCompactedException(_loop.Revision);
    }

    /// <inheritdoc/>
    public ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        if (_loop.HasSucceededWithin(CheckValidity))
        {
            return ValueTask.CompletedTask;
        }

        lock (_probing)
        {
            if (_probe is not { IsCompleted: false })
            {
                var work = new StoreWork.Probe();
                _loop.Enqueue(work);
                _probe = work.Done.Task;
            }

            return new ValueTask(_probe.WaitAsync(cancellationToken));
        }
    }

    /// <inheritdoc/>
    public async ValueTask CompactAsync(Revision before, CancellationToken cancellationToken)
    {
        if (before > _loop.Revision)
        {
            throw new RevisionInFutureException(_loop.Revision);
        }

        var work = new StoreWork.Compaction(before);
        _loop.Enqueue(work);
        await work.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        _opened.Remember(StoreMarkState.Open, _loop.Revision);
    }

    /// <summary>Writes all accepted commits, then closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        await _loop.EndAsync().ConfigureAwait(false);
        _watchers.Close();
        _opened.Close(_loop.Revision, _loop.NeedsCheck);
    }

    private static List<ChangeBatch> ReadHistory(SqliteConnection connection, string prefix, Revision from, Revision to)
    {
        var compacted = SqliteReads.Progress(connection, null).Compacted;
        return from <= compacted && compacted > Revision.Zero
            ? throw new RevisionCompactedException(compacted)
            : SqliteReads.History(connection, prefix, from, to, HistoryPage);
    }

    private T Read<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            return _opened.Connections.Use(read);
        }
        catch (SqliteException exception)
        {
            _loop.NoteReadFailure(exception);
            throw new StoreUnavailableException($"cannot read {_options.Path}: {exception.Message}", exception);
        }
    }
}
