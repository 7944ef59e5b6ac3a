using Microsoft.Data.Sqlite;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Storage.Sqlite;

/// <summary>Checks at the start that a store is intact, and that it has not lost data.</summary>
internal static class SqliteCheck
{
    /// <summary>Files up to this size are always checked, which takes milliseconds.</summary>
    private const long AlwaysChecked = 16 * 1024 * 1024;

    /// <summary>Refuses a store whose database or log is missing, before anything is created.</summary>
    /// <exception cref="StoreLostException">The database or the log is missing.</exception>
    public static void RefuseMissing(string path, StoreMark? mark)
    {
        if (mark is null)
        {
            return;
        }

        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            throw new StoreLostException($"{path} {(File.Exists(path) ? "is empty" : "is missing")}, but it had been at revision {mark.Revision}");
        }

        if (mark.State == StoreMarkState.Open && !File.Exists(path + "-wal"))
        {
            throw new StoreLostException($"{path}-wal is missing; it held the changes since the last checkpoint of a server that was not stopped");
        }
    }

    /// <summary>Refuses a store that is older than the mark.</summary>
    /// <exception cref="StoreLostException">The store is older than the mark.</exception>
    public static void RefuseOlder(SqliteConnection connection, string path, StoreMark? mark)
    {
        var revision = SqliteReads.Progress(connection, null).Newest;
        if (mark is not null && revision < mark.Revision)
        {
            throw new StoreLostException($"{path} is at revision {revision}, but it had been at revision {mark.Revision}");
        }
    }

    /// <summary>
    /// Checks the progress of the store, and all pages if the file is small or may be damaged: the server was killed, the last run had a failure, the
    /// file has changed since it was closed, or there is no mark.
    /// </summary>
    /// <exception cref="StoreDamagedException">A check failed.</exception>
    public static void RefuseDamaged(SqliteConnection connection, string path, StoreMark? mark, (long Size, long Modified) file)
    {
        var check = "PRAGMA quick_check";
        try
        {
            var mayBeDamaged = mark is not { State: StoreMarkState.Closed } || mark.Size != file.Size || mark.Modified != file.Modified;
            if (mayBeDamaged || file.Size <= AlwaysChecked)
            {
                QuickCheck(connection, path);
            }

            check = "the check of its progress";
            CheckProgress(connection, path);
        }
        catch (Exception exception) when (
            exception is InvalidOperationException or InvalidCastException || (exception is SqliteException failed && SqliteErrors.IsCorruption(failed)))
        {
            throw new StoreDamagedException($"{path} is damaged: {check}: {exception.Message}", exception);
        }
    }

    private static void QuickCheck(SqliteConnection connection, string path)
    {
        using var command = connection.Prepare("PRAGMA quick_check(1)");
        if (command.ExecuteScalar() is string result && result != "ok")
        {
            throw new StoreDamagedException($"{path} is damaged: PRAGMA quick_check: {result.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Checks that no change is newer than the store says.</summary>
    /// <exception cref="StoreDamagedException">One is.</exception>
    internal static void CheckProgress(SqliteConnection connection, string path)
    {
        var (newest, compacted) = SqliteReads.Progress(connection, null);
        var changed = new Revision(connection.ReadNumber("SELECT coalesce(max(revision), 0) FROM change"));
        if (changed > newest || compacted > newest)
        {
            throw new StoreDamagedException(
                $"{path} is damaged: the check of its progress: it says revision {newest}, but there are changes up to {changed} and it is compacted up to {compacted}");
        }
    }
}
