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
            SetMask(OthersMask);
        }
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial int SetMask(int mask);
}
