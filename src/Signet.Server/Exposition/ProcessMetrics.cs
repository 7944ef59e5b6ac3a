using System.Globalization;
using Signet.Core.Metrics;

namespace Signet.Server.Exposition;

/// <summary>The metrics of the process, with the names that Prometheus' client libraries use. What a system does not tell has no value.</summary>
internal static class ProcessMetrics
{
    /// <summary>Declares the metrics.</summary>
    public static void Declare(MetricSet metrics)
    {
        metrics.ObserveCounter("process_cpu_seconds_total", "Processor time of the process in seconds.", () => Environment.CpuUsage.TotalTime.TotalSeconds);
        metrics.Observe("process_resident_memory_bytes", "Memory of the process that is in RAM.", () => Environment.WorkingSet);
        metrics.Observe("process_virtual_memory_bytes", "Address space of the process.", [], () => Read(() => ReadStatus("VmSize:") * 1024));
        metrics.Observe("process_start_time_seconds", "When the process was started, in seconds since 1970.", StartTime);
        metrics.Observe("process_open_fds", "Open file descriptors.", [], () => Read(CountDescriptors));
        metrics.Observe("process_max_fds", "The limit of open file descriptors.", [], () => Read(ReadLimit));
    }

    /// <summary>What the system does not tell has no value: a missing file, or one that the process may not read.</summary>
    private static MetricReading[] Read(Func<double?> read)
    {
        try
        {
            return read() is { } value ? [new MetricReading(value)] : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static double StartTime()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0;
    }

    private static double? ReadStatus(string name)
    {
        const string Path = "/proc/self/status";
        var line = File.Exists(Path) ? File.ReadLines(Path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) : null;
        return double.TryParse(line.AsSpan(line is null ? 0 : name.Length).Trim().TrimEnd("kB "), CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private static double? CountDescriptors() => Directory.Exists("/proc/self/fd") ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() : null;

    private static double? ReadLimit()
    {
        const string Path = "/proc/self/limits";
        var line = File.Exists(Path) ? File.ReadLines(Path).FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal)) : null;
        var words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length > 3 && double.TryParse(words[3], CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
