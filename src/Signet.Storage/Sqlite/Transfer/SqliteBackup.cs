using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Storage.Sqlite.Transfer;

/// <summary>Backups of a database while a server may use it.</summary>
internal static class SqliteBackup
{
    /// <summary>Writes a backup into a new file. It has every commit that was acknowledged before the call.</summary>
    /// <param name="path">The database.</param>
    /// <param name="target">The file; it must not exist.</param>
    /// <returns>The revision of the backup.</returns>
    /// <exception cref="StoreUnavailableException">The file exists or cannot be written, or the database not be read.</exception>
    /// <exception cref="StoreFormatException">The database is not a store, or of a newer version.</exception>
    /// <exception cref="StoreDamagedException">The database is damaged.</exception>
    public static Revision Write(string path, string target)
    {
        RefuseExisting(target);
        using (SqliteStoreFile.Open(path))
        {
            // A file that is not a store is no backup of one.
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(target))!;
        var temporary = SqliteSnapshot.Write(path, folder, $".{Path.GetFileName(target)}");
        try
        {
            Revision revision;
            using (var written = SqliteStoreFile.Open(temporary))
            {
                revision = written.Revision;
                if (written.FindDamage() is [var first, ..])
                {
                    throw new StoreDamagedException($"{path} is damaged: {first}");
                }
            }

            RefuseExisting(target);
            File.Move(temporary, target, overwrite: false);
            DirectorySync.Flush(folder);
            return revision;
        }
        catch (Exception exception)
        {
            File.Delete(temporary);
            if (exception is IOException or UnauthorizedAccessException)
            {
                throw new StoreUnavailableException($"{target} cannot be written: {exception.Message}", exception);
            }

            throw;
        }
    }

    private static void RefuseExisting(string target)
    {
        if (Path.Exists(target))
        {
            throw new StoreUnavailableException($"{target} exists; a backup is never replaced");
        }
    }
}
