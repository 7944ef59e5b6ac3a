namespace Signet.Storage.Sqlite;

/// <summary>The space of the file system of a file; unlimited if it cannot be determined.</summary>
internal static class DiskSpace
{
    /// <summary>The total size in bytes.</summary>
    public static long TotalAt(string path) => Read(path, drive => drive.TotalSize);

    /// <summary>The space available to this process in bytes.</summary>
    public static long AvailableAt(string path) => Read(path, drive => drive.AvailableFreeSpace);

    private static long Read(string path, Func<DriveInfo, long> size)
    {
        try
        {
            return size(new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue;
        }
    }
}
