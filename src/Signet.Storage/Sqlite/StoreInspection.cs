using Microsoft.Data.Sqlite;
using Signet.Core.Storage;

namespace Signet.Storage.Sqlite;

/// <summary>
/// Reads a store that no process uses, with the checks of a start, and changes nothing: no lock is taken, and no log or index is made. SQLite calls such
/// a file immutable.
/// </summary>
internal static class StoreInspection
{
    /// <summary>Whether a log has commits that the database does not: of a running server, or of one that was killed. Then nothing can be read.</summary>
    public static bool HasLog(string path) => new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };

    /// <summary>The values with a prefix, after the checks.</summary>
    /// <param name="options">The store; it need not exist.</param>
    /// <param name="prefix">The prefix of their keys.</param>
    /// <exception cref="StoreUnavailableException">The file cannot be opened.</exception>
    /// <exception cref="StoreFormatException">The file was written by a newer version, or is not a store.</exception>
    /// <exception cref="StoreDamagedException">The file is damaged.</exception>
    /// <exception cref="StoreLostException">The file has less data than the mark states.</exception>
    public static IReadOnlyList<StoredValue> Read(SqliteObjectStoreOptions options, string prefix)
    {
        var path = options.Path;
        StoreMark? mark = null;
        try
        {
            mark = options.AcceptLoss ? null : StoreMarkFile.Peek(options.MarkPath);
            SqliteCheck.RefuseMissing(path, mark);
            var file = new FileInfo(path);
            if (HasLog(path) || file is not { Exists: true, Length: > 0 })
            {
                return [];
            }

            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = $"file:{Uri.EscapeDataString(Path.GetFullPath(path)).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1",
                Pooling = false,
                Mode = SqliteOpenMode.ReadOnly,
            }.ToString());
            connection.Open();

            // Reads the header: what is no database is told from a store of another program, as the first statement of a start does.
            connection.ReadNumber("PRAGMA schema_version");
            SqliteSchema.Prepare(connection, path, mayCreate: mark is null);
            SqliteCheck.RefuseDamaged(connection, path, mark, (file.Length, file.LastWriteTimeUtc.Ticks));
            SqliteCheck.RefuseOlder(connection, path, mark);
            return SqliteReads.Range(connection, new RangeQuery { Prefix = prefix }).Values;
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SQLitePCL.raw.SQLITE_READONLY)
        {
            // An empty database, in which a start makes the tables.
            return [];
        }
        catch (SqliteException exception)
        {
            throw OpenedStore.Explain(path, mark, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"cannot open {path}: {exception.Message}", exception);
        }
    }
}
