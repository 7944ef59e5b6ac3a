namespace Signet.Server.Files;

/// <summary>
/// The result of stat(2) for a path; symbolic links are followed. Equal stamps mean equal contents unless the file was
/// written twice within the resolution of its timestamps.
/// </summary>
/// <param name="Inode">Device and inode; zero on systems without inodes.</param>
/// <param name="Size">The length in bytes; -1 when the path does not exist or cannot be examined.</param>
/// <param name="Modified">The time of the last write.</param>
/// <param name="Changed">The time of the last change of the inode.</param>
/// <param name="IsRegular">Whether it is a regular file.</param>
internal readonly record struct FileStamp((ulong Device, ulong Number) Inode, long Size, (long, uint) Modified, (long, uint) Changed, bool IsRegular)
{
    /// <summary>The stamp of a path that does not exist or cannot be examined.</summary>
    public static FileStamp Missing { get; } = new(default, -1, default, default, IsRegular: false);

    /// <summary>Reads the stamp of a path.</summary>
    public static FileStamp Of(string path) => OperatingSystem.IsLinux() ? OfLinux(path) : OfOther(path);

    private static FileStamp OfLinux(string path) => StatX.Read(StatX.CurrentDirectory, path, 0, out var status) != 0
        ? Missing
        : new FileStamp(
            (status.Device, status.Inode),
            status.Size,
            (status.ModifiedSeconds, status.ModifiedNanoseconds),
            (status.ChangedSeconds, status.ChangedNanoseconds),
            status.IsRegular);

    private static FileStamp OfOther(string path)
    {
        var file = new FileInfo(path);
        file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return file.Exists
            ? new FileStamp(default, file.Length, (file.LastWriteTimeUtc.Ticks, 0), (file.CreationTimeUtc.Ticks, 0), IsRegular: true)
            : Missing;
    }
}
