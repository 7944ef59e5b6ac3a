using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Storage.Sqlite;

/// <summary>
/// The embedded store: one SQLite file in WAL mode. Commits that wait together share one transaction and one fsync; each
/// has its own revision. One process at a time: a lock file keeps a second one out.
/// </summary>
public sealed class SqliteObjectStore : IObjectStore
{
    private const int HistoryPage = 1024;

    private readonly SqliteObjectStoreOptions _options;
    private readonly StoreLock _lock;
    private readonly SqliteConnections _connections;
    private readonly SqliteWriter _writer;
    private readonly Watchers _watchers;
    private readonly Channel<Work> _queue = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _revision;
    private long _transactions;
    private int _isDisposed;

    private SqliteObjectStore(SqliteObjectStoreOptions options, StoreLock @lock, SqliteConnections connections, SqliteWriter writer)
    {
        (_options, _lock, _connections, _writer) = (options, @lock, connections, writer);
        _watchers = new Watchers(options.WatcherBacklog);
        _revision = writer.Revision.Value;
        _thread = new Thread(Write) { IsBackground = true, Name = "signet-store" };
        _thread.Start();
    }

    /// <summary>How many transactions have been written; with group commit fewer than commits.</summary>
    public long Transactions => Volatile.Read(ref _transactions);

    /// <summary>Opens a store, or makes one. A store that was killed recovers here.</summary>
    /// <exception cref="StoreUnavailableException">The file cannot be opened, or another process has it.</exception>
    /// <exception cref="StoreFormatException">The file is of a newer version, or not a store.</exception>
    public static SqliteObjectStore Open(SqliteObjectStoreOptions options)
    {
        SqliteLibrary.Load();
        var @lock = StoreLock.Take(options.Path);
        var connections = new SqliteConnections(options.Path);
        try
        {
            var connection = connections.Open();
            SqliteSchema.Prepare(connection, options.Path);
            return new SqliteObjectStore(options, @lock, connections, new SqliteWriter(connection));
        }
        catch (SqliteException exception)
        {
            Close();
            throw exception.SqliteErrorCode == SQLitePCL.raw.SQLITE_NOTADB
                ? new StoreFormatException($"{options.Path} is not a store of Signet's", exception)
                : new StoreUnavailableException($"cannot open {options.Path}: {exception.Message}", exception);
        }
        catch (StoreFormatException)
        {
            Close();
            throw;
        }

        void Close()
        {
            connections.Dispose();
            @lock.Dispose();
        }
    }

    /// <inheritdoc/>
    public ValueTask<Revision> GetRevisionAsync(CancellationToken cancellationToken) => new(new Revision(Volatile.Read(ref _revision)));

    /// <inheritdoc/>
    public ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken) =>
        new(Read(connection => SqliteReads.Get(connection, key)));

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken) =>
        new(Read(connection => SqliteReads.Range(connection, query)));

    /// <inheritdoc/>
    public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        Check(commit);
        cancellationToken.ThrowIfCancellationRequested();
        var work = new Work.Change(commit);
        if (!_queue.Writer.TryWrite(work))
        {
            throw new StoreUnavailableException("the store is closed");
        }

        // Once it is in the queue it happens; who gives up waiting does not know how it ended.
        return await work.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChangeBatch> WatchAsync(
        string prefix, Revision from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watcher = _watchers.Add(prefix);
        try
        {
            // The watcher was added first, so what the history lacks is in its queue; what is in both is skipped there.
            var next = from;
            var now = new Revision(Volatile.Read(ref _revision));
            while (next <= now)
            {
                var page = Read(connection => ReadHistory(connection, prefix, next, now));
                foreach (var batch in page)
                {
                    yield return batch;
                }

                next = page.Count == HistoryPage ? new Revision(page[^1].Revision.Value + 1) : new Revision(now.Value + 1);
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

        throw new RevisionCompactedException(new Revision(Volatile.Read(ref _revision)));
    }

    /// <inheritdoc/>
    public async ValueTask CompactAsync(Revision before, CancellationToken cancellationToken)
    {
        if (before.Value > Volatile.Read(ref _revision))
        {
            throw new RevisionInFutureException(new Revision(Volatile.Read(ref _revision)));
        }

        var work = new Work.Compaction(before);
        if (!_queue.Writer.TryWrite(work))
        {
            throw new StoreUnavailableException("the store is closed");
        }

        await work.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what was accepted, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        _queue.Writer.TryComplete();
        await _ended.Task.ConfigureAwait(false);
        _watchers.Close();
        _writer.Dispose();
        _connections.Dispose();
        _lock.Dispose();
    }

    private static List<ChangeBatch> ReadHistory(SqliteConnection connection, string prefix, Revision from, Revision to)
    {
        var compacted = SqliteReads.Progress(connection, null).Compacted;
        return from <= compacted && compacted > Revision.Zero
            ? throw new RevisionCompactedException(compacted)
            : SqliteReads.History(connection, prefix, from, to, HistoryPage);
    }

    private static void Check(Commit commit)
    {
        ArgumentOutOfRangeException.ThrowIfZero(commit.Operations.Count, nameof(commit));
        for (var i = 1; i < commit.Operations.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (commit.Operations[i].Key == commit.Operations[j].Key)
                {
                    throw new ArgumentException("a key changes at most once in a commit", nameof(commit));
                }
            }
        }
    }

    private T Read<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            var connection = _connections.Rent();
            var result = read(connection);
            _connections.Return(connection);
            return result;
        }
        catch (SqliteException exception)
        {
            throw new StoreUnavailableException($"cannot read {_options.Path}: {exception.Message}", exception);
        }
    }

    /// <summary>The writer's thread: takes all that waits, writes it in one transaction, then tells watchers and callers.</summary>
    private void Write()
    {
        var batch = new List<Work>();
        while (WaitForWork())
        {
            while (batch.Count < _options.MaximumBatch && _queue.Reader.TryRead(out var work))
            {
                batch.Add(work);
            }

            WriteBatch(batch);
            batch.Clear();
        }

        _ended.TrySetResult();
    }

    private bool WaitForWork()
    {
        var waiting = _queue.Reader.WaitToReadAsync();
        return waiting.IsCompletedSuccessfully ? waiting.Result : waiting.AsTask().GetAwaiter().GetResult();
    }

    private void WriteBatch(List<Work> batch)
    {
        var before = _writer.Revision;
        try
        {
            _writer.Begin();
            foreach (var work in batch)
            {
                work.Run(_writer);
            }

            _writer.Commit();
        }
        catch (SqliteException exception)
        {
            Fail(batch, before, exception);
            return;
        }

        Interlocked.Increment(ref _transactions);
        Volatile.Write(ref _revision, _writer.Revision.Value);
        foreach (var work in batch)
        {
            if (work is Work.Change { Batch: { } changes })
            {
                _watchers.Publish(changes);
            }
        }

        foreach (var work in batch)
        {
            work.Finish();
        }
    }

    private void Fail(List<Work> batch, Revision before, SqliteException exception)
    {
        var failure = new StoreUnavailableException($"cannot write {_options.Path}: {exception.Message}", exception);
        try
        {
            _writer.Rollback(before);
        }
        catch (SqliteException)
        {
            // The failure that led here is the one to tell; SQLite has rolled back by itself or will at the next BEGIN.
        }

        foreach (var work in batch)
        {
            work.Fail(failure);
        }
    }

    /// <summary>Something for the writer to do.</summary>
    private abstract class Work
    {
        public abstract void Run(SqliteWriter writer);

        public abstract void Finish();

        public abstract void Fail(Exception exception);

        internal sealed class Change(Commit commit) : Work
        {
            private CommitResult? _result;

            public TaskCompletionSource<CommitResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

            public ChangeBatch? Batch { get; private set; }

            public override void Run(SqliteWriter writer) => (_result, Batch) = writer.Apply(commit);

            public override void Finish() => Done.TrySetResult(_result!);

            public override void Fail(Exception exception) => Done.TrySetException(exception);
        }

        internal sealed class Compaction(Revision before) : Work
        {
            public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

            public override void Run(SqliteWriter writer) => writer.Compact(before);

            public override void Finish() => Done.TrySetResult();

            public override void Fail(Exception exception) => Done.TrySetException(exception);
        }
    }
}
