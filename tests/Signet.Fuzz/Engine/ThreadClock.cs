using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Signet.Fuzz.Engine;

/// <summary>The processor time of the current thread, which other load of the machine does not change.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3;

    /// <summary>The time since the start of the thread.</summary>
    public static TimeSpan Now => GetTime(ThreadCpuTime, out var time) == 0
        ? new TimeSpan((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / TimeSpan.NanosecondsPerTick))
        : throw new Win32Exception();

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    private readonly record struct Time(long Seconds, long Nanoseconds);
}
