using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Signet.Testing;

/// <summary>
/// Lets the files of the tests, and of the programs that they start, be readable by their owner only: a server refuses keys that others can read. A
/// test that needs other permissions sets them.
/// </summary>
internal static partial class OwnerOnlyFiles
{
    private const int OthersMask = 0x3F;

    /// <summary>Sets the umask of the process to 077, before the first test.</summary>
    [ModuleInitializer]
    internal static void Restrict()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetMask(OthersMask);
        }
    }

    /// <summary>Sets the permissions of a file or folder.</summary>
    /// <exception cref="IOException">They cannot be set.</exception>
    public static void SetMode(string path, UnixFileMode mode)
    {
        if (ChangeMode(path, (int)mode) != 0)
        {
            throw new IOException($"chmod {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeMode(string path, int mode);

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial int SetMask(int mask);
}
