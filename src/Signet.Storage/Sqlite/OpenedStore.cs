using Microsoft.Data.Sqlite;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Storage.Sqlite;

/// <summary>A locked, checked and opened database, with the resources to close.</summary>
internal sealed class OpenedStore
{
    private readonly SqliteObjectStoreOptions _options;
    private readonly StoreLock _lock;
    private readonly StoreMarkFile _mark;
    private readonly Lock _marking = new();

    private OpenedStore(SqliteObjectStoreOptions options, StoreLock @lock, StoreMarkFile mark, SqliteConnections connections, DiskReserve reserve)
    {
        (_options, _lock, _mark, Connections, Reserve) = (options, @lock, mark, connections, reserve);
    }

    public SqliteConnections Connections { get; }

    public DiskReserve Reserve { get; }

    /// <summary>The writer; the write loop disposes it.</summary>
    public required SqliteWriter Writer { get; init; }

    /// <summary>Opens the store. After a failure everything is closed again.</summary>
    public static OpenedStore Open(SqliteObjectStoreOptions options)
    {
        SqliteLibrary.Load();
        var @lock = StoreLock.Take(options.Path);
        StoreMarkFile? mark = null;
        SqliteConnections? connections = null;
        try
        {
            mark = StoreMarkFile.Open(options.MarkPath);
            var known = options.AcceptLoss ? null : mark.Last;
            SqliteCheck.RefuseMissing(options.Path, known);
            if (!File.Exists(options.Path))
            {
                StoreLock.CreateFile(options.Path);
            }

            var file = new FileInfo(options.Path) is var info ? (info.Length, info.LastWriteTimeUtc.Ticks) : default;
            connections = new SqliteConnections(options.Path);
            var reserve = new DiskReserve(options.Path + "-reserve", options.Reserve);
            var opened = new OpenedStore(options, @lock, mark, connections, reserve)
            {
                Writer = OpenWriter(options.Path, known, file, connections, reserve),
            };
            reserve.TryComplete();
            opened.Remember(StoreMarkState.Open, opened.Writer.Revision);
            return opened;
        }
        catch (Exception exception)
        {
            connections?.Dispose();
            mark?.Dispose();
            @lock.Dispose();
            if (exception is SqliteException or IOException or UnauthorizedAccessException)
            {
                throw new StoreUnavailableException($"cannot open {options.Path}: {exception.Message}", exception);
            }

            throw;
        }
    }

    /// <summary>Writes the mark. A failure is ignored: the mark then has an earlier revision.</summary>
    public void Remember(StoreMarkState state, Revision revision)
    {
        lock (_marking)
        {
            try
            {
                _mark.Write(StoreMark.Of(state, revision, _options.Path));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                // The next start checks the whole file, or detects a loss less precisely.
            }
        }
    }

    /// <summary>Closes everything. If the content needs a check, the mark keeps that for the next start.</summary>
    public void Close(Revision revision, bool needsCheck)
    {
        // Closing the last connection deletes the log. If the process is killed after that, the missing log is no loss.
        Remember(StoreMarkState.Closing, revision);
        Connections.Dispose();
        if (!needsCheck)
        {
            Remember(StoreMarkState.Closed, revision);
        }

        _mark.Dispose();
        _lock.Dispose();
    }

    /// <summary>On a full disk the log and its index cannot be created until a part of the reserve of the last run is released.</summary>
    private static SqliteWriter OpenWriter(
        string path, StoreMark? mark, (long Size, long Modified) file, SqliteConnections connections, DiskReserve reserve)
    {
        while (true)
        {
            SqliteConnection? connection = null;
            try
            {
                connection = connections.Open();
                return Prepare(path, mark, file, connection);
            }
            catch (SqliteException exception)
            {
                connection?.Dispose();
                if (!SqliteErrors.IsFull(exception, path) || !reserve.TryRelease())
                {
                    throw Explain(path, mark, exception);
                }
            }
            catch
            {
                connection?.Dispose();
                throw;
            }
        }
    }

    private static SqliteWriter Prepare(string path, StoreMark? mark, (long Size, long Modified) file, SqliteConnection connection)
    {
        SqliteSchema.Prepare(connection, path, mayCreate: mark is null);
        SqliteCheck.RefuseDamaged(connection, path, mark, file);
        SqliteCheck.RefuseOlder(connection, path, mark);
        var writer = new SqliteWriter(connection);
        try
        {
            // Checks that writes work, and makes the log durable before the mark requires it.
            writer.Begin();
            writer.Probe();
            writer.Commit();
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>The fault of the store that a failure of SQLite is.</summary>
    internal static Exception Explain(string path, StoreMark? mark, SqliteException exception) => exception.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_CORRUPT => new StoreDamagedException($"{path} is damaged: {exception.Message}", exception),
        SQLitePCL.raw.SQLITE_NOTADB when mark is not null =>
            new StoreDamagedException($"{path} is damaged: its header is not that of a SQLite database", exception),
        SQLitePCL.raw.SQLITE_NOTADB => new StoreFormatException($"{path} is not a store of Signet's", exception),
        _ => new StoreUnavailableException($"cannot open {path}: {exception.Message}", exception),
    };
}
