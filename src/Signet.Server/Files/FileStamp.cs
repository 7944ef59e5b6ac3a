using System.Runtime.InteropServices;

namespace Signet.Server.Files;

/// <summary>
/// What stat(2) says of the file behind a path, through symbolic links. Two equal stamps mean the same content unless the file was
/// written again within the granularity of its timestamps.
/// </summary>
/// <param name="Inode">Device and inode; zero where the system has none.</param>
/// <param name="Size">The length in bytes; -1 when the path names nothing that can be examined.</param>
/// <param name="Modified">The time of the last write.</param>
/// <param name="Changed">The time of the last change of the inode.</param>
/// <param name="IsRegular">Whether it is a regular file.</param>
internal readonly partial record struct FileStamp((ulong Device, ulong Number) Inode, long Size, (long, uint) Modified, (long, uint) Changed, bool IsRegular)
{
    private const int CurrentDirectory = -100;
    private const uint TypeInodeSizeTimes = 0x1 | 0x40 | 0x80 | 0x100 | 0x200;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;

    /// <summary>The stamp of a path that names nothing, or nothing that may be examined.</summary>
    public static FileStamp Missing { get; } = new(default, -1, default, default, IsRegular: false);

    /// <summary>The stamp of the file behind a path.</summary>
    public static FileStamp Of(string path) => OperatingSystem.IsLinux() ? OfLinux(path) : OfOther(path);

    private static FileStamp OfLinux(string path) => Status(CurrentDirectory, path, 0, TypeInodeSizeTimes, out var status) != 0
        ? Missing
        : new FileStamp(
            (((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode),
            status.Size,
            (status.ModifiedSeconds, status.ModifiedNanoseconds),
            (status.ChangedSeconds, status.ChangedNanoseconds),
            (status.Mode & TypeMask) == RegularType);

    private static FileStamp OfOther(string path)
    {
        var file = new FileInfo(path);
        file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return file.Exists
            ? new FileStamp(default, file.Length, (file.LastWriteTimeUtc.Ticks, 0), (file.CreationTimeUtc.Ticks, 0), IsRegular: true)
            : Missing;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int directory, string path, int flags, uint mask, out FileStatusFields status);

    /// <summary><c>struct statx</c>, which is the same on all architectures.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatusFields
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public long Size;

        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedNanoseconds;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
