using Microsoft.Data.Sqlite;
using Signet.Core.Storage;

namespace Signet.Storage.Sqlite;

/// <summary>
/// The tables. They have all changes by revision, so that reads at an old revision and watches from one are possible until it is compacted.
/// </summary>
internal static class SqliteSchema
{
    /// <summary>The application id in the header of the file ("SIGN").</summary>
    private const int ApplicationId = 0x5349474E;

    /// <summary>The newest supported format, incremented with every change of the tables.</summary>
    private const int Format = 1;

    /// <summary>Creates the tables in a new file, or checks an existing file.</summary>
    /// <param name="connection">A connection to the file.</param>
    /// <param name="path">The path of the file, for messages.</param>
    /// <param name="mayCreate">Whether the file may be new.</param>
    /// <exception cref="StoreFormatException">The file was written by a newer version, or is not a store.</exception>
    /// <exception cref="StoreLostException">The file is new and must not be.</exception>
    public static void Prepare(SqliteConnection connection, string path, bool mayCreate)
    {
        try
        {
            var application = (int)connection.ReadNumber("PRAGMA application_id");
            var format = (int)connection.ReadNumber("PRAGMA user_version");
            var tables = connection.ReadNumber("SELECT count(*) FROM sqlite_master");
            if (application == 0 && format == 0 && tables == 0)
            {
                if (!mayCreate)
                {
                    throw new StoreLostException($"{path} is an empty database, but it had objects");
                }

                Create(connection);
            }
            else if (application != ApplicationId)
            {
                throw new StoreFormatException($"{path} is not a store of Signet's");
            }
            else if (format > Format)
            {
                throw new StoreFormatException(
                    $"{path} has format {format}, written by a newer version of Signet; this one reads up to format {Format}");
            }
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw new StoreFormatException($"{path} is not a store of Signet's", exception);
        }
    }

    /// <summary>In one transaction, so that a crash leaves either no store or a complete one.</summary>
    private static void Create(SqliteConnection connection)
    {
        connection.Run($"""
            BEGIN IMMEDIATE;
            CREATE TABLE change (
                revision INTEGER NOT NULL,
                part INTEGER NOT NULL,
                key TEXT NOT NULL,
                created INTEGER NOT NULL,
                is_first INTEGER NOT NULL,
                value BLOB,
                PRIMARY KEY (revision, part)
            ) WITHOUT ROWID;
            CREATE INDEX change_by_key ON change (key, revision DESC);
            CREATE TABLE newest (
                key TEXT NOT NULL PRIMARY KEY,
                created INTEGER NOT NULL,
                modified INTEGER NOT NULL,
                value BLOB NOT NULL
            ) WITHOUT ROWID;
            CREATE TABLE progress (
                only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
                revision INTEGER NOT NULL,
                compacted INTEGER NOT NULL
            );
            INSERT INTO progress VALUES (1, 0, 0);
            PRAGMA application_id = {ApplicationId};
            PRAGMA user_version = {Format};
            COMMIT;
            """);
    }
}
