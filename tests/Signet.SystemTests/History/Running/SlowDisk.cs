using System.Diagnostics;
using System.Globalization;
using Signet.Testing;

namespace Signet.SystemTests.History.Running;

/// <summary>
/// Makes the disk of a member of etcd slow: strace delays each of its syncs. Where a process cannot be traced, the member is stopped in bursts, as a process
/// is that waits for its disk.
/// </summary>
internal static class SlowDisk
{
    private const string Delay = "400000";
    private static readonly TimeSpan Blocked = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Free = TimeSpan.FromMilliseconds(60);

    /// <summary>Slows a member for a time; returns how.</summary>
    public static async Task<string> SlowAsync(EtcdMember member, TimeSpan span)
    {
        var began = Stopwatch.StartNew();
        if (await TraceAsync(member.Id, span))
        {
            return "each sync delayed by 0.4 s (strace)";
        }

        while (began.Elapsed < span)
        {
            await member.SignalAsync("STOP");
            await Task.Delay(Blocked);
            await member.SignalAsync("CONT");
            await Task.Delay(Free);
        }

        return "stopped in bursts of 0.3 s";
    }

    /// <summary>False when the process cannot be traced.</summary>
    private static async Task<bool> TraceAsync(int id, TimeSpan span)
    {
        var start = new ProcessStartInfo(
            "strace",
            [
                "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", $"inject=fsync,fdatasync:delay_enter={Delay}",
                "-p", id.ToString(CultureInfo.InvariantCulture),
            ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using var strace = Process.Start(start)!;
            var ended = strace.WaitForExitAsync();
            if (await Task.WhenAny(ended, Task.Delay(span)) == ended)
            {
                return false;
            }

            // It detaches and ends.
            using (var kill = Process.Start("kill", ["-TERM", strace.Id.ToString(CultureInfo.InvariantCulture)]))
            {
                await kill.WaitForExitAsync();
            }

            await ended.WaitAsync(Patience.Limit);
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no strace.
            return false;
        }
    }
}
