using System.Runtime.InteropServices;

namespace Signet.Server.Hosting.Startup;

/// <summary>
/// Keeps the memory of the process, which has keys and tokens, out of core dumps, and other processes of the same user out of it. For programs that
/// only run a server: the process is changed for good, and so are those that it starts.
/// </summary>
internal static partial class CoreDumps
{
    /// <summary>RLIMIT_CORE, equal on all architectures of Linux.</summary>
    private const int CoreResource = 4;
    private const int SetDumpable = 4;

    /// <summary>Disables core dumps. Other systems than Linux are left as they are.</summary>
    /// <returns>Why it failed; null when it did not.</returns>
    public static string? Disable()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        // The limit is for dumps to files. A handler of core_pattern gets dumps in spite of it, but none of a process that is not dumpable; such a one
        // cannot be traced by its own user either (prctl(2), core(5)).
        var none = default(ResourceLimit);
        return SetLimit(CoreResource, in none) != 0 ? $"setrlimit: {Marshal.GetLastPInvokeErrorMessage()}"
            : SetProcess(SetDumpable, 0, 0, 0, 0) != 0 ? $"prctl: {Marshal.GetLastPInvokeErrorMessage()}"
            : null;
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int SetProcess(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    /// <summary><c>struct rlimit</c>: the limit in force and its maximum, in bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ResourceLimit
    {
        private readonly nuint _current;
        private readonly nuint _max;
    }
}
