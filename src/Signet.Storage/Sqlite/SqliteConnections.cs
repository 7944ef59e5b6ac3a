using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Signet.Core.Storage;

namespace Signet.Storage.Sqlite;

/// <summary>Opens connections to a file with the same settings, and pools idle ones for readers.</summary>
internal sealed class SqliteConnections(string path) : IDisposable
{
    /// <summary>The max number of idle connections; each has three file descriptors.</summary>
    private const int MaxIdle = 16;

    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private int _idleCount;
    private volatile bool _isDisposed;

    /// <summary>Opens a connection that the caller owns.</summary>
    public SqliteConnection Open()
    {
        var text = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadWriteCreate };
        var connection = new SqliteConnection(text.ToString());
        try
        {
            connection.Open();

            // FULL: a commit returns when the log is on disk. The size limit: a larger log is truncated when it is reset.
            connection.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA journal_size_limit = 8388608;");
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return connection;
    }

    /// <summary>
    /// Reads with a pooled connection. After a result or a revision error it returns to the pool; after any other failure it is closed.
    /// </summary>
    public T Use<T>(Func<SqliteConnection, T> read)
    {
        var connection = TryTakeIdle() ?? Open();
        var isUsable = false;
        try
        {
            var result = read(connection);
            isUsable = true;
            return result;
        }
        catch (Exception exception) when (exception is RevisionCompactedException or RevisionInFutureException)
        {
            isUsable = true;
            throw;
        }
        finally
        {
            if (!isUsable || !TryKeep(connection))
            {
                connection.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        while (TryTakeIdle() is { } connection)
        {
            connection.Dispose();
        }
    }

    private SqliteConnection? TryTakeIdle()
    {
        if (!_idle.TryTake(out var connection))
        {
            return null;
        }

        Interlocked.Decrement(ref _idleCount);
        return connection;
    }

    private bool TryKeep(SqliteConnection connection)
    {
        if (Interlocked.Increment(ref _idleCount) > MaxIdle || _isDisposed)
        {
            Interlocked.Decrement(ref _idleCount);
            return false;
        }

        _idle.Add(connection);
        if (_isDisposed)
        {
            // Dispose may have emptied the pool before this connection was added.
            Dispose();
        }

        return true;
    }
}
