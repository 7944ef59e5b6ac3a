using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Storage.Watching;

namespace Signet.Storage.Sqlite;

/// <summary>
/// The thread of the writer: takes all queued work, writes it in one transaction, then notifies watchers and completes callers. On a full disk it
/// refuses growth, and releases the reserve for work that may use it.
/// </summary>
internal sealed class WriteLoop
{
    /// <summary>The max size of a transaction as a fraction of the reserve, which also has to hold the log.</summary>
    private const int ReserveFraction = 4;

    private const long MinBatchBytes = 256 * 1024;
    private static readonly TimeSpan RestoreInterval = TimeSpan.FromSeconds(1);

    private readonly SqliteObjectStoreOptions _options;
    private readonly SqliteConnections _connections;
    private readonly DiskReserve _reserve;
    private readonly Watchers _watchers;
    private readonly Channel<StoreWork> _queue = Channel.CreateUnbounded<StoreWork>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _maxBatchBytes;
    private SqliteWriter? _writer;
    private StoreWork? _next;
    private long _revision;
    private long _transactions;
    private long _syncTicks;
    private long _written;
    private long _restored;
    private volatile bool _hasSucceeded;
    private volatile bool _needsCheck;

    public WriteLoop(SqliteObjectStoreOptions options, SqliteConnections connections, SqliteWriter writer, DiskReserve reserve, Watchers watchers)
    {
        (_options, _connections, _writer, _reserve, _watchers) = (options, connections, writer, reserve, watchers);
        _revision = writer.Revision.Value;
        _maxBatchBytes = Math.Max(MinBatchBytes, reserve.Size / ReserveFraction);
        _restored = options.Time.GetTimestamp();
        new Thread(Run) { IsBackground = true, Name = "signet-store" }.Start();
    }

    /// <summary>The newest durable revision.</summary>
    public Revision Revision => new(Volatile.Read(ref _revision));

    /// <summary>The number of transactions.</summary>
    public long Transactions => Volatile.Read(ref _transactions);

    /// <summary>The time in which transactions were written and synced to the disk.</summary>
    public TimeSpan SyncTime => new(Volatile.Read(ref _syncTicks));

    /// <summary>Whether a failure may have damaged the file, so that the next start must check it.</summary>
    public bool NeedsCheck => _needsCheck;

    /// <summary>Whether the last transaction succeeded within this time, with a complete reserve, and nothing has failed since.</summary>
    public bool HasSucceededWithin(TimeSpan age) => _hasSucceeded && _options.Time.GetElapsedTime(Volatile.Read(ref _written)) <= age;

    /// <summary>Records a failed read; the next start checks the file if it may be damaged.</summary>
    public void NoteReadFailure(SqliteException exception)
    {
        _needsCheck |= !SqliteErrors.IsConnectionUsable(exception);
        _hasSucceeded = false;
    }

    /// <summary>Queues work, which then always runs.</summary>
    /// <exception cref="StoreUnavailableException">The store is closed.</exception>
    public void Enqueue(StoreWork work)
    {
        if (!_queue.Writer.TryWrite(work))
        {
            throw new StoreUnavailableException("the store is closed");
        }
    }

    /// <summary>Completes the queued work, then closes the connection.</summary>
    public async Task EndAsync()
    {
        _queue.Writer.TryComplete();
        await _ended.Task.ConfigureAwait(false);
    }

    private void Run()
    {
        var batch = new List<StoreWork>();
        while (WaitForWork())
        {
            Take(batch);
            Write(batch);
            batch.Clear();
        }

        _writer?.Dispose();
        _ended.TrySetResult();
    }

    private bool WaitForWork()
    {
        if (_next is not null)
        {
            return true;
        }

        var waiting = _queue.Reader.WaitToReadAsync();
        return waiting.IsCompletedSuccessfully ? waiting.Result : waiting.AsTask().GetAwaiter().GetResult();
    }

    private void Take(List<StoreWork> batch)
    {
        var size = 0L;
        while (batch.Count < _options.MaxBatchSize)
        {
            var work = _next;
            _next = null;
            if (work is null && !_queue.Reader.TryRead(out work))
            {
                return;
            }

            if (batch.Count > 0 && size + work.Size > _maxBatchBytes)
            {
                _next = work;
                return;
            }

            size += work.Size;
            batch.Add(work);
        }
    }

    private void Write(List<StoreWork> batch)
    {
        if (!_reserve.IsComplete)
        {
            RefuseGrowth(batch, null);
        }

        var failure = TryWrite(batch, out var isFull);
        var wasFull = isFull;
        if (isFull)
        {
            RefuseGrowth(batch, failure);

            // Truncating the log may be enough; otherwise the reserve is released part by part.
            do
            {
                _writer?.TryCheckpoint();
                failure = TryWrite(batch, out isFull);
            }
            while (isFull && _reserve.TryRelease());
        }

        // A success of deletions is no success for growth, which was refused.
        _hasSucceeded &= !wasFull;
        if (failure is not null)
        {
            _hasSucceeded = false;
            Exception error = isFull ? Full(failure) : new StoreUnavailableException($"cannot write {_options.Path}: {failure.Message}", failure);
            batch.ForEach(work => work.Fail(error));
        }

        if (!_reserve.IsComplete)
        {
            Restore();
        }
    }

    /// <summary>Growth is refused until the reserve is complete again, which is tried at most once per second.</summary>
    private void RefuseGrowth(List<StoreWork> batch, SqliteException? failure)
    {
        if (batch.TrueForAll(work => work.MayUseReserve))
        {
            return;
        }

        if (failure is null && _options.Time.GetElapsedTime(_restored) >= RestoreInterval && Restore())
        {
            return;
        }

        var refusal = Full(failure);
        foreach (var work in batch)
        {
            if (!work.MayUseReserve)
            {
                work.Fail(refusal);
            }
        }

        batch.RemoveAll(work => !work.MayUseReserve);
    }

    private bool Restore()
    {
        _restored = _options.Time.GetTimestamp();
        _writer?.TryCheckpoint();
        return _reserve.TryComplete();
    }

    private StoreFullException Full(SqliteException? failure) =>
        new($"the disk of {_options.Path} is full: {failure?.Message ?? $"the reserve of {_reserve.Size} bytes cannot be held: {_reserve.Error}"}", failure);

    /// <summary>Writes a batch in one transaction and completes its work. Returns the failure if nothing was written.</summary>
    private SqliteException? TryWrite(List<StoreWork> batch, out bool isFull)
    {
        isFull = false;
        if (batch.Count == 0)
        {
            return null;
        }

        var (before, started) = (Revision, Stopwatch.GetTimestamp());
        try
        {
            var writer = _writer ??= Reopen();
            writer.Begin();
            foreach (var work in batch)
            {
                // A probe writes to the pages that the next change will use, so it comes first.
                if (work is StoreWork.Probe)
                {
                    work.Run(writer);
                }
            }

            foreach (var work in batch)
            {
                if (work is not StoreWork.Probe)
                {
                    work.Run(writer);
                }
            }

            writer.Commit();
        }
        catch (SqliteException exception)
        {
            isFull = SqliteErrors.IsFull(exception, _options.Path);
            RollBack(before, exception, isFull);
            return exception;
        }

        Interlocked.Add(ref _syncTicks, Stopwatch.GetElapsedTime(started).Ticks);
        Finish(batch);
        return null;
    }

    private void Finish(List<StoreWork> batch)
    {
        Interlocked.Increment(ref _transactions);
        Volatile.Write(ref _revision, _writer!.Revision.Value);
        Volatile.Write(ref _written, _options.Time.GetTimestamp());
        _hasSucceeded = _reserve.IsComplete;
        foreach (var work in batch)
        {
            if (work is StoreWork.Change { Batch: { } changes })
            {
                _watchers.Publish(changes);
            }
        }

        foreach (var work in batch)
        {
            work.Finish();
        }
    }

    private void RollBack(Revision before, SqliteException exception, bool isFull)
    {
        var isUsable = isFull || SqliteErrors.IsConnectionUsable(exception);
        try
        {
            _writer?.Rollback(before);
        }
        catch (SqliteException)
        {
            // The original failure is reported.
            isUsable = false;
        }

        if (!isUsable)
        {
            _needsCheck = true;
            _writer?.Dispose();
            _writer = null;
        }
    }

    /// <summary>
    /// Opens a new connection after a failure. A commit that was reported as failed may be in the file; then watchers get it now, before later commits.
    /// </summary>
    private SqliteWriter Reopen()
    {
        var connection = _connections.Open();
        try
        {
            var writer = new SqliteWriter(connection);
            foreach (var batch in SqliteReads.History(connection, "", new Revision(_revision + 1), writer.Revision, int.MaxValue))
            {
                _watchers.Publish(batch);
            }

            Volatile.Write(ref _revision, writer.Revision.Value);
            return writer;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
