using System.Diagnostics;
using System.Globalization;

namespace Signet.Bench.Load;

/// <summary>Measures, and prints one line per figure.</summary>
internal static class Report
{
    public static void Line(string what, FormattableString figure) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-44} {figure.ToString(CultureInfo.InvariantCulture)}"));

    /// <summary>Measures the duration of an action.</summary>
    public static async Task<TimeSpan> TimeAsync(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action().ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>The bytes of live objects on the heap.</summary>
    public static long LiveBytes()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>The resident memory of a process, in bytes.</summary>
    public static long ResidentBytes(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.WorkingSet64;
    }
}
