using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Signet.Core.Storage;

namespace Signet.Storage.Sqlite.Transfer;

/// <summary>
/// Writes the state of a database at one moment into a new file (<c>VACUUM INTO</c>): complete, without a log, and without what was deleted before.
/// Commits of a running server go on meanwhile.
/// </summary>
internal static class SqliteSnapshot
{
    /// <summary>Writes it into a new file with a random name in a folder; only its owner can read it, and it is on disk.</summary>
    /// <param name="path">The database.</param>
    /// <param name="folder">The folder of the new file.</param>
    /// <param name="name">What the name of the new file begins with.</param>
    /// <returns>The path of the new file.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read, or the file not written.</exception>
    /// <exception cref="StoreDamagedException">The database is damaged.</exception>
    public static string Write(string path, string folder, string name)
    {
        var temporary = Path.Combine(folder, $"{name}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}.partial");
        try
        {
            using (var connection = SqliteStoreFile.Connect(path))
            {
                // SQLite takes an empty file; its own would have the mode of the database, but not before it has content.
                StoreLock.CreateFile(temporary);
                using var command = connection.Prepare("VACUUM INTO $file", "$file");
                command.Parameters[0].Value = temporary;
                command.ExecuteNonQuery();
            }

            using var file = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite);
            file.Flush(flushToDisk: true);
            return temporary;
        }
        catch (Exception exception)
        {
            File.Delete(temporary);
            throw exception switch
            {
                SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB } =>
                    new StoreDamagedException($"{path} is damaged: {exception.Message}", exception),
                SqliteException or IOException or UnauthorizedAccessException =>
                    new StoreUnavailableException($"{path} cannot be written to {temporary}: {exception.Message}", exception),
                _ => exception,
            };
        }
    }
}
