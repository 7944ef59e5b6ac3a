using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Signet.Storage.Sqlite;

/// <summary>Opens connections to one file, all with the same settings; read connections are used again.</summary>
internal sealed class SqliteConnections(string path) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];

    /// <summary>A connection of its own, for the writer.</summary>
    public SqliteConnection Open()
    {
        var text = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadWriteCreate };
        var connection = new SqliteConnection(text.ToString());
        connection.Open();
        try
        {
            // FULL: a commit returns only when the log is on the disk.
            connection.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;");
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return connection;
    }

    /// <summary>A connection to read with; give it back.</summary>
    public SqliteConnection Rent() => _idle.TryTake(out var connection) ? connection : Open();

    /// <summary>Gives a connection back.</summary>
    public void Return(SqliteConnection connection) => _idle.Add(connection);

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }
}
