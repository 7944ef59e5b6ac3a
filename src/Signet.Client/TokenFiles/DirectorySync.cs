using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Signet.Client.TokenFiles;

/// <summary>Flushes the entries of a directory to the disk, so that a rename survives a power failure.</summary>
internal static partial class DirectorySync
{
    /// <summary>O_RDONLY | O_CLOEXEC of open(2) on Linux.</summary>
    private const int ReadOnlyCloseOnExec = 0x80000;

    /// <summary>Flushes it. Does nothing on systems other than Linux, where .NET has no means to.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public static void Flush(string directory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var handle = new SafeFileHandle(Open(directory, ReadOnlyCloseOnExec), ownsHandle: true);
        if (handle.IsInvalid || Sync(handle) != 0)
        {
            throw new IOException($"{directory} cannot be flushed to the disk: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(SafeFileHandle file);
}
