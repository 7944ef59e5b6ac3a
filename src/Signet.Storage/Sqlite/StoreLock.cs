using Signet.Core.Storage;

namespace Signet.Storage.Sqlite;

/// <summary>Prevents a second process from using a store. The system releases it when the process ends.</summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a database file.</summary>
    /// <exception cref="StoreUnavailableException">Another process has the lock, or the folder is not writable.</exception>
    public static StoreLock Take(string path)
    {
        try
        {
            return new StoreLock(Open(path + ".lock"));
        }
        catch (IOException exception) when (exception.HResult is 11 or 13 || exception.GetType() == typeof(IOException))
        {
            throw new StoreUnavailableException($"{path} is in use by another process", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"cannot open {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Creates the database file if it does not exist, accessible only to its owner.</summary>
    public static void CreateFile(string path) => Open(path).Dispose();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
