using Signet.Core.Storage;
using Signet.Server.Hosting.Startup;
using Signet.Storage.Sqlite;

namespace Signet.Server.Hosting.Directories;

/// <summary>Opens the SQLite store of a data directory.</summary>
internal static class DirectoryStore
{
    /// <summary>Opens the store, and creates it when it does not exist.</summary>
    /// <exception cref="StartupException">The store cannot be opened, or has less data than the directory remembers.</exception>
    public static IObjectStore Open(DataDirectory directory, bool acceptLoss, TimeProvider time)
    {
        directory.TrackCreation(DataDirectory.StoreName);
        return Try(() => SqliteObjectStore.Open(OptionsOf(directory, acceptLoss, time)));
    }

    /// <summary>Checks a store that no process uses as <see cref="Open"/> does, and reads values. Changes nothing.</summary>
    /// <exception cref="StartupException">The store cannot be opened, or has less data than the directory remembers.</exception>
    public static IReadOnlyList<StoredValue> Inspect(DataDirectory directory, bool acceptLoss, string prefix, TimeProvider time) =>
        Try(() => StoreInspection.Read(OptionsOf(directory, acceptLoss, time), prefix));

    private static SqliteObjectStoreOptions OptionsOf(DataDirectory directory, bool acceptLoss, TimeProvider time) => new()
    {
        Path = directory.StorePath,
        MarkPath = directory.StoreMarkPath,
        AcceptLoss = acceptLoss,
        Time = time,
    };

    private static T Try<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (StoreLostException exception)
        {
            throw new StartupException(
                $"--data-dir: {exception.Message}. Restore the store, or set --accept-store-loss to start without the missing data (docs/operations.md, Restore)", exception);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or StoreFormatException or StoreDamagedException)
        {
            throw new StartupException($"--data-dir: {exception.Message}", exception);
        }
    }
}
