using Microsoft.Data.Sqlite;
using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Storage.Sqlite.Transfer;

/// <summary>
/// Puts a backup in the place of a database that no server uses, and keeps the former one. At every moment a start finds either the former store, or the
/// restored one, or is refused because of the mark; never an empty one.
/// </summary>
internal static class SqliteRestore
{
    /// <summary>Restores.</summary>
    /// <param name="backup">The backup: a database file.</param>
    /// <param name="path">The database that is replaced, or that does not exist.</param>
    /// <param name="markPath">The mark of that database.</param>
    /// <param name="acceptLoss">Whether the former store may be newer than the backup.</param>
    /// <param name="now">The time, for the name of the folder with the former store.</param>
    /// <exception cref="StoreUnavailableException">A file cannot be read or written, or another process uses the store.</exception>
    /// <exception cref="StoreFormatException">The backup is not a store, or of a newer version.</exception>
    /// <exception cref="StoreDamagedException">The backup is damaged.</exception>
    /// <exception cref="StoreLostException">The former store is newer, and that is not accepted. Nothing was changed.</exception>
    public static RestoredStore Restore(string backup, string path, string markPath, bool acceptLoss, DateTimeOffset now)
    {
        var revision = Check(backup);
        using var @lock = StoreLock.Take(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string? temporary = null;
        try
        {
            using var mark = StoreMarkFile.Open(markPath);
            var former = FormerStore.Read(path, mark.Last);
            var isNewer = former.MayBeNewerThan(revision);
            if (isNewer && !acceptLoss)
            {
                throw new StoreLostException(
                    $"the backup is at revision {revision}, but {path} {(former.IsExact ? "is" : "cannot be read, and had been")} at revision {former.Newest}");
            }

            temporary = SqliteSnapshot.Write(backup, folder, Path.GetFileName(path));
            var raised = isNewer ? Raise(temporary, former.Beyond(revision)) : revision;
            var aside = MoveAside(path, markPath, folder, now);
            File.Move(temporary, path, overwrite: false);
            DirectorySync.Flush(folder);

            // The next start checks the whole file.
            mark.Write(StoreMark.Of(StoreMarkState.Closing, raised, path));
            return new RestoredStore(revision, former.Newest, raised, aside);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"{path} cannot be restored: {exception.Message}", exception);
        }
        finally
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }
        }
    }

    private static Revision Check(string backup)
    {
        using var file = SqliteStoreFile.Open(backup);
        return file.FindDamage() is [var first, ..] ? throw new StoreDamagedException($"{backup} is damaged: {first}") : file.Revision;
    }

    /// <summary>No resourceVersion that a client has seen is used again, and a watch from one is answered with 410.</summary>
    private static Revision Raise(string path, Revision revision)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var raise = connection.Prepare("UPDATE progress SET revision = $revision, compacted = $revision", "$revision");
        raise.Parameters[0].Value = revision.Value;
        raise.ExecuteNonQuery();
        return revision;
    }

    /// <summary>Moves the former database with its log, and copies its mark; null when there is none.</summary>
    private static string? MoveAside(string path, string markPath, string folder, DateTimeOffset now)
    {
        string[] present = [.. new[] { path, path + "-wal" }.Where(File.Exists)];
        File.Delete(path + "-shm");
        if (present.Length == 0)
        {
            return null;
        }

        var aside = Path.Combine(folder, $"store-before-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(aside);
        }
        else
        {
            Directory.CreateDirectory(aside, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.Copy(markPath, Path.Combine(aside, Path.GetFileName(markPath)), overwrite: true);
        foreach (var file in present)
        {
            File.Move(file, Path.Combine(aside, Path.GetFileName(file)), overwrite: false);
        }

        DirectorySync.Flush(aside);
        return aside;
    }
}
