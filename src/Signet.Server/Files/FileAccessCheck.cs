using System.Runtime.InteropServices;

namespace Signet.Server.Files;

/// <summary>Says whether this process may write a file or into a directory, without opening it.</summary>
internal static partial class FileAccessCheck
{
    private const int Write = 2;

    /// <summary>AT_EACCESS: the effective ids count, as for open(2).</summary>
    private const int Effective = 0x200;

    /// <summary>Why it may not; null when it may, or when the system does not tell.</summary>
    public static string? WriteFaultOf(string path) =>
        OperatingSystem.IsLinux() && Check(StatX.CurrentDirectory, path, Write, Effective) != 0
            ? Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())
            : null;

    [LibraryImport("libc", EntryPoint = "faccessat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Check(int directory, string path, int mode, int flags);
}
