using System.Runtime.InteropServices;

namespace Signet.Server.Files;

/// <summary>statx(2) of Linux.</summary>
internal static partial class StatX
{
    /// <summary>AT_FDCWD: paths are relative to the current directory.</summary>
    public const int CurrentDirectory = -100;

    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int PipeType = 0x1000;
    private const int SocketType = 0xC000;
    private const uint BasicFields = 0x7FF;

    /// <summary>Requests the basic fields; returns a value other than zero on failure, with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    /// <param name="directory">A descriptor, or <see cref="CurrentDirectory"/>.</param>
    /// <param name="path">The path; symbolic links are followed.</param>
    /// <param name="flags">AT_EMPTY_PATH for the descriptor itself.</param>
    /// <param name="fields">The answer.</param>
    public static int Read(int directory, string path, int flags, out Fields fields) => Read(directory, path, flags, BasicFields, out fields);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Read(int directory, string path, int flags, uint mask, out Fields fields);

    /// <summary><c>struct statx</c>, which is the same on all architectures.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct Fields
    {
        [FieldOffset(16)]
        public uint Links;

        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(24)]
        public uint Group;

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

        [FieldOffset(28)]
        private readonly ushort _mode;

        [FieldOffset(136)]
        private readonly uint _deviceMajor;

        [FieldOffset(140)]
        private readonly uint _deviceMinor;

        /// <summary>Type and permissions.</summary>
        public readonly int Mode => _mode;

        /// <summary>The device: major and minor number combined.</summary>
        public readonly ulong Device => ((ulong)_deviceMajor << 32) | _deviceMinor;

        /// <summary>Whether it is a regular file.</summary>
        public readonly bool IsRegular => (_mode & TypeMask) == RegularType;

        /// <summary>Whether it is a pipe.</summary>
        public readonly bool IsPipe => (_mode & TypeMask) == PipeType;

        /// <summary>Whether it is a socket.</summary>
        public readonly bool IsSocket => (_mode & TypeMask) == SocketType;
    }
}
