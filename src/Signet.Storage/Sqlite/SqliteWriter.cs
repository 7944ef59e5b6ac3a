using Microsoft.Data.Sqlite;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Storage.Sqlite;

/// <summary>The writing statements, with transactions. Not thread-safe.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _append;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _advance;
    private readonly SqliteCommand _forget;
    private Revision _revision;

    public SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _revision = SqliteReads.Progress(connection, null).Newest;
        _find = connection.Prepare("SELECT created, modified, value FROM newest WHERE key = $key", "$key");
        _append = connection.Prepare(
            "INSERT INTO change VALUES ($revision, $part, $key, $created, $is_first, $value)",
            "$revision", "$part", "$key", "$created", "$is_first", "$value");
        _put = connection.Prepare(
            "INSERT OR REPLACE INTO newest VALUES ($key, $created, $modified, $value)", "$key", "$created", "$modified", "$value");
        _delete = connection.Prepare("DELETE FROM newest WHERE key = $key", "$key");
        _advance = connection.Prepare("UPDATE progress SET revision = $revision", "$revision");
        _forget = connection.Prepare("DELETE FROM change WHERE revision = $revision", "$revision");
    }

    /// <summary>The newest revision, including the open transaction.</summary>
    public Revision Revision => _revision;

    public void Begin() => _connection.Run("BEGIN IMMEDIATE");

    /// <summary>Commits the transaction durably.</summary>
    public void Commit()
    {
        _advance.Parameters[0].Value = _revision.Value;
        _advance.ExecuteNonQuery();
        _connection.Run("COMMIT");
    }

    /// <summary>Rolls the transaction back to the given revision.</summary>
    public void Rollback(Revision revision)
    {
        _revision = revision;
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
        {
            _connection.Run("ROLLBACK");
        }
    }

    /// <summary>Makes a commit inside the transaction.</summary>
    public (CommitResult Result, ChangeBatch? Batch) Apply(Commit commit)
    {
        if (!Holds(commit.Compares))
        {
            return (new CommitResult.Conflict(CurrentOf(commit.Compares)), null);
        }

        var revision = new Revision(_revision.Value + 1);
        var changes = new List<Change>(commit.Operations.Count);
        foreach (var operation in commit.Operations)
        {
            var previous = Find(operation.Key);
            if (operation is StoreOperation.Put put)
            {
                var value = new StoredValue(put.Key, put.Value, previous?.Created ?? revision, revision);
                Append(changes.Count, value.Key, value.Created, previous is null, put.Value);
                Put(value);
                changes.Add(new Change(put.Key, value, previous is null));
            }
            else if (previous is not null)
            {
                Append(changes.Count, operation.Key, previous.Created, false, null);
                _delete.Parameters[0].Value = operation.Key;
                _delete.ExecuteNonQuery();
                changes.Add(new Change(operation.Key, null, false));
            }
        }

        _revision = revision;
        return (new CommitResult.Success(revision), new ChangeBatch(revision, changes));
    }

    /// <summary>Writes to the pages that the next commit would change, without a lasting change. For use in a transaction before any change.</summary>
    public void Probe()
    {
        const string Key = "/probe";
        Append(0, Key, Revision.Zero, false, null);
        _forget.Parameters[0].Value = _revision.Value + 1;
        _forget.ExecuteNonQuery();
        Put(new StoredValue(Key, new byte[1], Revision.Zero, Revision.Zero));
        _delete.Parameters[0].Value = Key;
        _delete.ExecuteNonQuery();
    }

    /// <summary>Moves the log into the database and truncates it, outside of a transaction. Pages that cannot be moved stay in the log.</summary>
    public void TryCheckpoint()
    {
        try
        {
            _connection.Run("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // Nothing is lost: the changes stay in the log until the next checkpoint.
        }
    }

    /// <summary>Removes the history before a revision.</summary>
    public void Compact(Revision before)
    {
        using var remember = _connection.Prepare("UPDATE progress SET compacted = max(compacted, $before)", "$before");
        remember.Parameters[0].Value = before.Value;
        remember.ExecuteNonQuery();

        // The value of a key at that revision must stay; earlier values and deletions are removed.
        using var forget = _connection.Prepare(
            """
            DELETE FROM change WHERE revision < $before
                AND (value IS NULL OR EXISTS (
                    SELECT 1 FROM change AS later WHERE later.key = change.key AND later.revision > change.revision AND later.revision <= $before))
            """,
            "$before");
        forget.Parameters[0].Value = before.Value;
        forget.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_find, _append, _put, _delete, _advance, _forget])
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private bool Holds(IReadOnlyList<Compare> compares)
    {
        foreach (var compare in compares)
        {
            if ((Find(compare.Key)?.Modified ?? Revision.Zero) != compare.Modified)
            {
                return false;
            }
        }

        return true;
    }

    private List<StoredValue> CurrentOf(IReadOnlyList<Compare> compares)
    {
        var current = new List<StoredValue>(compares.Count);
        foreach (var compare in compares)
        {
            if (Find(compare.Key) is { } value)
            {
                current.Add(value);
            }
        }

        return current;
    }

    private StoredValue? Find(string key)
    {
        _find.Parameters[0].Value = key;
        using var rows = _find.ExecuteReader();
        return rows.Read()
            ? new StoredValue(key, rows.GetFieldValue<byte[]>(2), new Revision(rows.GetInt64(0)), new Revision(rows.GetInt64(1)))
            : null;
    }

    private void Append(int part, string key, Revision created, bool isFirst, ReadOnlyMemory<byte>? value)
    {
        _append.Parameters[0].Value = _revision.Value + 1;
        _append.Parameters[1].Value = part;
        _append.Parameters[2].Value = key;
        _append.Parameters[3].Value = created.Value;
        _append.Parameters[4].Value = isFirst ? 1 : 0;
        _append.Parameters[5].Value = value is { } bytes ? ToArray(bytes) : DBNull.Value;
        _append.ExecuteNonQuery();
    }

    private void Put(StoredValue value)
    {
        _put.Parameters[0].Value = value.Key;
        _put.Parameters[1].Value = value.Created.Value;
        _put.Parameters[2].Value = value.Modified.Value;
        _put.Parameters[3].Value = ToArray(value.Value);
        _put.ExecuteNonQuery();
    }

    /// <summary>SQLite needs arrays; an array that is used completely is not copied.</summary>
    private static byte[] ToArray(ReadOnlyMemory<byte> bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Count == segment.Array!.Length
            ? segment.Array
            : bytes.ToArray();
}
