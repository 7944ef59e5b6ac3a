using Microsoft.Data.Sqlite;
using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Core.Storage.Copying;

namespace Signet.Storage.Sqlite.Transfer;

/// <summary>
/// A database that is only read, at one revision, without the lock of the store: also beside a running server, and a file that is none's, such as a
/// backup. Nothing is written: a read-only connection leaves the log of a killed server as it is.
/// </summary>
internal sealed class SqliteStoreFile : IDisposable
{
    private const int MaxDamages = 20;

    private readonly string _path;
    private readonly SqliteConnection _connection;

    private SqliteStoreFile(string path, SqliteConnection connection) => (_path, _connection) = (path, connection);

    /// <summary>The revision that is read.</summary>
    public Revision Revision { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be opened.</exception>
    /// <exception cref="StoreFormatException">It is not a store, or of a newer version.</exception>
    /// <exception cref="StoreDamagedException">It is damaged.</exception>
    public static SqliteStoreFile Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new StoreUnavailableException($"{path} does not exist", new FileNotFoundException());
        }

        if (new FileInfo(path).Length == 0)
        {
            throw new StoreFormatException($"{path} is empty");
        }

        var connection = Connect(path);
        var file = new SqliteStoreFile(path, connection);
        try
        {
            return file.Run(() =>
            {
                SqliteSchema.Prepare(connection, path, mayCreate: false);
                connection.Run("BEGIN");
                file.Revision = SqliteReads.Progress(connection, null).Newest;
                return file;
            });
        }
        catch (StoreLostException exception)
        {
            connection.Dispose();
            throw new StoreFormatException($"{path} is an empty database", exception);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a read-only connection.</summary>
    /// <exception cref="StoreUnavailableException">The file cannot be opened.</exception>
    public static SqliteConnection Connect(string path)
    {
        SqliteLibrary.Load();
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ToString());
        try
        {
            connection.Open();
            connection.Run("PRAGMA busy_timeout = 5000");
            return connection;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw new StoreUnavailableException($"cannot open {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Checks all pages, indexes and rows; what it finds, a line each.</summary>
    public IReadOnlyList<string> FindDamage()
    {
        var found = new List<string>();
        Note(found, "the check of its pages", () =>
        {
            using var command = _connection.Prepare($"PRAGMA integrity_check({MaxDamages})");
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                if (rows.GetString(0) is var line and not "ok")
                {
                    found.Add($"PRAGMA integrity_check: {line.ReplaceLineEndings(" ")}");
                }
            }
        });
        Note(found, "the check of its progress", () => SqliteCheck.CheckProgress(_connection, _path));
        Note(found, "the check of its history", () =>
        {
            var missing = _connection.ReadNumber(
                $"SELECT count(*) FROM newest AS n WHERE key <> '{CopyRecord.Key}' AND NOT EXISTS (SELECT 1 FROM change WHERE key = n.key AND revision = n.modified)");
            if (missing > 0)
            {
                found.Add($"{missing} values are not in the history");
            }
        });
        return found;
    }

    /// <summary>All values, ordered by key.</summary>
    /// <exception cref="StoreDamagedException">The file is damaged.</exception>
    public IEnumerable<StoredValue> ReadAll()
    {
        using var command = _connection.Prepare("SELECT key, value, created, modified FROM newest ORDER BY key");
        using var rows = Run(command.ExecuteReader);
        while (Run(rows.Read))
        {
            yield return Run(() => SqliteReads.ReadValue(rows));
        }
    }

    /// <summary>The newest value of a key, or null.</summary>
    /// <exception cref="StoreDamagedException">The file is damaged.</exception>
    public StoredValue? Find(string key) => Run(() => SqliteReads.Get(_connection, key));

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static void Note(List<string> found, string check, Action run)
    {
        try
        {
            run();
        }
        catch (StoreDamagedException exception)
        {
            found.Add(exception.Message);
        }
        catch (Exception exception) when (exception is SqliteException or InvalidOperationException or InvalidCastException)
        {
            found.Add($"{check}: {exception.Message}");
        }
    }

    private T Run<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (SqliteException exception) when (SqliteErrors.IsCorruption(exception))
        {
            throw new StoreDamagedException($"{_path} is damaged: {exception.Message}", exception);
        }
        catch (SqliteException exception)
        {
            throw new StoreUnavailableException($"cannot read {_path}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or InvalidCastException)
        {
            throw new StoreDamagedException($"{_path} is damaged: {exception.Message}", exception);
        }
    }
}
