using Signet.Core.Storage;
using Signet.Server.Hosting.Startup;
using Signet.Storage.Sqlite;

namespace Signet.Server.Hosting.Directories;

/// <summary>The store of a data directory: SQLite.</summary>
internal static class DirectoryStore
{
    /// <summary>Opens it, or makes it.</summary>
    /// <exception cref="StartupException">It cannot be opened, or has less than the directory remembers.</exception>
    public static IObjectStore Open(DataDirectory directory, bool acceptsLoss, TimeProvider time)
    {
        directory.TrackCreation(DataDirectory.StoreName);
        try
        {
            return SqliteObjectStore.Open(new SqliteObjectStoreOptions
            {
                Path = directory.StorePath,
                MarkPath = directory.StoreMarkPath,
                AcceptLoss = acceptsLoss,
                Time = time,
            });
        }
        catch (StoreLostException exception)
        {
            throw new StartupException(
                $"--data-dir: {exception.Message}. Put it back, or accept with --accept-store-loss that what it lacks is gone (docs/operations.md, Restore)", exception);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or StoreFormatException or StoreDamagedException)
        {
            throw new StartupException($"--data-dir: {exception.Message}", exception);
        }
    }
}
