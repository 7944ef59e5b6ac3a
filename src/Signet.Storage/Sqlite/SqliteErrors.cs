using Microsoft.Data.Sqlite;
using Raw = SQLitePCL.raw;

namespace Signet.Storage.Sqlite;

/// <summary>Classifies errors of SQLite (sqlite.org, "Result and Error Codes").</summary>
internal static class SqliteErrors
{
    /// <summary>With less free space than this, a failed write counts as one on a full disk.</summary>
    private const long MinFreeBytes = 256 * 1024;

    /// <summary>Whether the content of the file is corrupt.</summary>
    public static bool IsCorruption(SqliteException exception) => exception.SqliteErrorCode is Raw.SQLITE_CORRUPT or Raw.SQLITE_NOTADB;

    /// <summary>
    /// Whether the disk is full. SQLite reports SQLITE_FULL for the database and its log, but a failed write for the index of the log and for quotas.
    /// </summary>
    public static bool IsFull(SqliteException exception, string path) => exception.SqliteErrorCode == Raw.SQLITE_FULL ||
        (exception.SqliteErrorCode is Raw.SQLITE_IOERR or Raw.SQLITE_CANTOPEN && DiskSpace.AvailableAt(path) < MinFreeBytes);

    /// <summary>Whether the connection can be used after the error.</summary>
    public static bool IsConnectionUsable(SqliteException exception) =>
        exception.SqliteErrorCode is Raw.SQLITE_FULL or Raw.SQLITE_BUSY or Raw.SQLITE_LOCKED or Raw.SQLITE_TOOBIG or Raw.SQLITE_CONSTRAINT;
}
