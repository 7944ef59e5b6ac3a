using Microsoft.Data.Sqlite;
using Raw = SQLitePCL.raw;

namespace Signet.Storage.Sqlite;

/// <summary>What a failure of SQLite means (sqlite.org, "Result and Error Codes").</summary>
internal static class SqliteErrors
{
    /// <summary>With less free space than this a failed write is taken for one that had no space.</summary>
    private const long MinFreeBytes = 256 * 1024;

    /// <summary>The file's content is not what SQLite wrote.</summary>
    public static bool IsCorruption(SqliteException exception) => exception.SqliteErrorCode is Raw.SQLITE_CORRUPT or Raw.SQLITE_NOTADB;

    /// <summary>There is no space for what was to be written. SQLite says "full" for the database and its log; for the log's index, and for a quota, it says that a write failed.</summary>
    public static bool IsFull(SqliteException exception, string path) => exception.SqliteErrorCode == Raw.SQLITE_FULL ||
        (exception.SqliteErrorCode is Raw.SQLITE_IOERR or Raw.SQLITE_CANTOPEN && DiskSpace.AvailableAt(path) < MinFreeBytes);

    /// <summary>Whether the connection that failed can be used again.</summary>
    public static bool IsConnectionUsable(SqliteException exception) =>
        exception.SqliteErrorCode is Raw.SQLITE_FULL or Raw.SQLITE_BUSY or Raw.SQLITE_LOCKED or Raw.SQLITE_TOOBIG or Raw.SQLITE_CONSTRAINT;
}
