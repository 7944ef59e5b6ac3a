using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Support;

/// <summary>The version, the machine, and the limits of the server's process, as text.</summary>
internal static class SystemFacts
{
    private static readonly string[] ControlGroupFiles = ["memory.max", "memory.high", "memory.current", "memory.peak", "cpu.max", "pids.max", "memory.events"];
    private static readonly string[] MemoryFields = ["MemTotal", "MemAvailable", "SwapTotal", "SwapFree"];

    /// <summary>Neither the command line nor the environment of the process: both may have secrets.</summary>
    private static readonly string[] ProcessFields = ["Name", "State", "Threads", "FDSize", "VmPeak", "VmHWM", "VmRSS", "VmSwap", "Uid", "Gid", "Seccomp", "NoNewPrivs"];

    /// <summary>The part.</summary>
    /// <param name="process">The server's process; 0 or null when it is not known.</param>
    public static BundlePart Of(int? process)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"signet {ProductVersion.Text}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}");
        text.AppendLine(CultureInfo.InvariantCulture, $"native code: {!System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported}");
        text.AppendLine(CultureInfo.InvariantCulture, $"system: {RuntimeInformation.OSDescription}");
        text.AppendLine(CultureInfo.InvariantCulture, $"kernel: {Environment.OSVersion.VersionString}, {Environment.ProcessorCount} processors");
        Append(text, "/etc/os-release", _ => true);
        Append(text, "/proc/meminfo", line => MemoryFields.Contains(line.Split(':')[0]));
        Append(text, "/proc/loadavg", _ => true);
        var of = process is > 0 and var id ? id.ToString(CultureInfo.InvariantCulture) : "self";
        text.AppendLine(CultureInfo.InvariantCulture, $"\nprocess: {(of == "self" ? "that of this command, as no server was found" : $"{of}, the server")}");
        Append(text, $"/proc/{of}/status", line => ProcessFields.Contains(line.Split(':')[0]));
        Append(text, $"/proc/{of}/limits", _ => true);
        AppendControlGroup(text, of);
        return new BundlePart("system.txt", text.ToString());
    }

    private static void AppendControlGroup(StringBuilder text, string process)
    {
        var lines = Read($"/proc/{process}/cgroup", out _);
        if (lines.FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal)) is { } line)
        {
            var folder = Path.Join("/sys/fs/cgroup", line["0::".Length..]);
            foreach (var name in ControlGroupFiles)
            {
                Append(text, Path.Join(folder, name), _ => true);
            }
        }
    }

    private static void Append(StringBuilder text, string path, Func<string, bool> isShown)
    {
        var lines = Read(path, out var fault);
        text.AppendLine(CultureInfo.InvariantCulture, $"\n# {path}{fault}");
        foreach (var line in lines.Where(isShown))
        {
            text.AppendLine(line);
        }
    }

    private static string[] Read(string path, out string fault)
    {
        try
        {
            fault = "";
            return File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = $": {exception.Message}";
            return [];
        }
    }
}
