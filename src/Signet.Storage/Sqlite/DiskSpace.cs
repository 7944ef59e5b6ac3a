namespace Signet.Storage.Sqlite;

/// <summary>The space of the file system that a file is on; one that does not tell is not taken for a small or a full one.</summary>
internal static class DiskSpace
{
    /// <summary>All of it, in bytes.</summary>
    public static long TotalAt(string path) => Read(path, drive => drive.TotalSize);

    /// <summary>What is free for this process, in bytes.</summary>
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
