using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Core.Storage.Copying;

namespace Signet.Storage.Sqlite.Transfer;

/// <summary>
/// A new database as the target of a copy. Every value keeps its revisions, and the store has the revision of the source, up to which it is compacted: no
/// resourceVersion changes, and a watch from an earlier one is answered with 410. Not thread-safe.
/// </summary>
internal sealed class SqliteCopyTarget : ICopyTarget, IDisposable
{
    private readonly string _path;
    private readonly StoreLock _lock;
    private readonly SqliteConnection _connection;

    private SqliteCopyTarget(string path, StoreLock @lock, SqliteConnection connection) => (_path, _lock, _connection) = (path, @lock, connection);

    /// <summary>Opens the database, and creates it when it does not exist.</summary>
    /// <exception cref="StoreUnavailableException">The file cannot be opened, or another process uses it.</exception>
    /// <exception cref="StoreFormatException">The file is not a store, or of a newer version.</exception>
    public static SqliteCopyTarget Open(string path)
    {
        SqliteLibrary.Load();
        var @lock = StoreLock.Take(path);
        SqliteConnection? connection = null;
        try
        {
            StoreLock.CreateFile(path);
            using var connections = new SqliteConnections(path);
            connection = connections.Open();
            SqliteSchema.Prepare(connection, path, mayCreate: true);
            return new SqliteCopyTarget(path, @lock, connection);
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            @lock.Dispose();
            if (exception is SqliteException or IOException or UnauthorizedAccessException)
            {
                throw new StoreUnavailableException($"cannot open {path}: {exception.Message}", exception);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<CopyRecord?> FindAsync(CancellationToken cancellationToken) =>
        new(Run(() => SqliteReads.Get(_connection, CopyRecord.Key) is { } stored ? CopyRecord.Parse(stored.Value.Span) : null));

    /// <inheritdoc/>
    public ValueTask BeginAsync(CopyRecord record, CancellationToken cancellationToken) => InTransactionAsync(
        () =>
        {
            var newest = SqliteReads.Progress(_connection, null).Newest;
            if (newest > Revision.Zero)
            {
                throw new StoreCopyException($"the target is not empty: it is a store at revision {newest} whose keys were deleted. Nothing was changed");
            }

            using var begin = _connection.Prepare("UPDATE progress SET revision = $revision, compacted = $revision", "$revision");
            begin.Parameters[0].Value = record.Revision.Value;
            begin.ExecuteNonQuery();
            Put(record);
        },
        cancellationToken);

    /// <summary>Nothing is missing: the revision is set at the beginning.</summary>
    public ValueTask PrepareAsync(CopyRecord record, Action<long> report, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask AddAsync(IReadOnlyList<StoredValue> values, CopyRecord record, CancellationToken cancellationToken) => InTransactionAsync(
        () =>
        {
            using var put = _connection.Prepare(
                "INSERT INTO newest VALUES ($key, $created, $modified, $value)", "$key", "$created", "$modified", "$value");

            // Each value is in the history, too, as after a compaction. Values of one revision differ in their part.
            using var append = _connection.Prepare(
                "INSERT INTO change VALUES ($modified, $part, $key, $created, $is_first, $value)",
                "$modified", "$part", "$key", "$created", "$is_first", "$value");
            var part = record.Copied - values.Count;
            foreach (var value in values)
            {
                var bytes = MemoryMarshal.TryGetArray(value.Value, out var array) && array.Count == array.Array!.Length ? array.Array : value.Value.ToArray();
                Set(put, value.Key, value.Created.Value, value.Modified.Value, bytes);
                Set(append, value.Modified.Value, part++, value.Key, value.Created.Value, value.Created == value.Modified ? 1L : 0L, bytes);
            }

            Put(record);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken) =>
        new(Run(() => SqliteReads.Range(_connection, query)));

    /// <inheritdoc/>
    public ValueTask FinishAsync(CancellationToken cancellationToken) => InTransactionAsync(
        () =>
        {
            using var remove = _connection.Prepare("DELETE FROM newest WHERE key = $key", "$key");
            Set(remove, CopyRecord.Key);
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _lock.Dispose();
    }

    /// <summary>The record is no part of the history.</summary>
    private void Put(CopyRecord record)
    {
        using var put = _connection.Prepare("INSERT OR REPLACE INTO newest VALUES ($key, $revision, $revision, $value)", "$key", "$revision", "$value");
        Set(put, CopyRecord.Key, record.Revision.Value, record.ToJson());
    }

    private static void Set(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        command.ExecuteNonQuery();
    }

    private ValueTask InTransactionAsync(Action change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Run(() =>
        {
            _connection.Run("BEGIN IMMEDIATE");
            try
            {
                change();
                _connection.Run("COMMIT");
                return true;
            }
            catch
            {
                // After some errors SQLite has rolled back by itself.
                if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
                {
                    _connection.Run("ROLLBACK");
                }

                throw;
            }
        });
        return ValueTask.CompletedTask;
    }

    private T Run<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.IsFull(exception, _path)
                ? new StoreFullException($"the disk of {_path} is full: {exception.Message}", exception)
                : new StoreUnavailableException($"{_path}: {exception.Message}", exception);
        }
    }
}
