using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Core.Storage.Copying;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Startup;
using Signet.Storage.Sqlite.Transfer;

namespace Signet.Server.Hosting.Stores;

/// <summary>Backups of the store of a data directory.</summary>
internal static class StoreBackups
{
    /// <summary>Writes a backup into a new file, also while a server runs.</summary>
    /// <returns>The revision of the backup.</returns>
    /// <exception cref="StartupException">The store cannot be read, or the file not be written.</exception>
    /// <exception cref="StoreDamagedException">The store is damaged; no backup was made.</exception>
    public static Revision Write(string directory, string file)
    {
        var path = DirectoryStorePath.StoreOf(DirectoryStorePath.Require(directory));
        try
        {
            return SqliteBackup.Write(path, Path.GetFullPath(file));
        }
        catch (Exception exception) when (exception is StoreUnavailableException or StoreFormatException)
        {
            throw new StartupException(exception.Message, exception);
        }
    }

    /// <summary>Puts a backup in the place of the store of a data directory, which is made when it does not exist.</summary>
    /// <param name="file">The backup.</param>
    /// <param name="directory">The data directory.</param>
    /// <param name="acceptLoss">Whether the present store may be newer than the backup.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="StartupException">The directory is in use, or a file cannot be used.</exception>
    /// <exception cref="StoreLostException">The present store is newer, and that is not accepted. Nothing was changed.</exception>
    /// <exception cref="StoreDamagedException">The backup is damaged. Nothing was changed.</exception>
    public static RestoredStore Restore(string file, string directory, bool acceptLoss, TimeProvider time)
    {
        var full = Path.GetFullPath(file);
        try
        {
            // Before a directory is made.
            CheckContent(full, directory);
            using var opened = DataDirectory.Open(directory);
            var restored = SqliteRestore.Restore(full, opened.StorePath, opened.StoreMarkPath, acceptLoss, time.GetUtcNow());

            // Managed keys, if the backup has any, need this format.
            opened.RaiseFormat();
            return restored;
        }
        catch (Exception exception) when (exception is StoreUnavailableException or StoreFormatException)
        {
            throw new StartupException(exception.Message, exception);
        }
    }

    /// <summary>Refuses a backup that a server could not start with.</summary>
    private static void CheckContent(string file, string directory)
    {
        using var backup = SqliteStoreFile.Open(file);
        if (backup.Find(CopyRecord.Key) is { } record)
        {
            throw new StartupException($"{file} has {CopyRecord.Parse(record.Value.Span)}");
        }

        var known = SealedRecords.KeysOf([], Path.GetFullPath(directory));
        foreach (var key in SealedRecords.Keys)
        {
            if (known is not null && backup.Find(key) is { } stored && SealedRecords.FaultOf(key, stored.Value, known) is { } fault)
            {
                throw new StartupException(
                    $"{file}: {fault}. Put the key-encryption key of the backup into {Path.Combine(directory, DataDirectory.KeyEncryptionKeyName)} first. Nothing was changed");
            }
        }
    }
}
