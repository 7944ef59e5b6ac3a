using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Signet.Storage.Sqlite.Transfer;

/// <summary>Writes the entries of a folder to disk, after a file in it was renamed.</summary>
internal static partial class DurableFolder
{
    /// <summary>O_RDONLY and O_CLOEXEC of open(2) on Linux.</summary>
    private const int ReadOnlyCloseOnExec = 0x80000;

    /// <summary>Writes them. Other systems than Linux write them in their own time.</summary>
    /// <exception cref="IOException">The folder cannot be written to disk.</exception>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var handle = new SafeFileHandle(Open(folder, ReadOnlyCloseOnExec), ownsHandle: true);
        if (handle.IsInvalid || Sync(handle) != 0)
        {
            throw new IOException($"{folder} cannot be written to disk: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(SafeFileHandle file);
}
