using System.Diagnostics;
using System.Globalization;

namespace Signet.Bench.Load;

/// <summary>
/// An hour of mixed load (<c>bench/soak.sh</c>): issuing, reviews, writes, watches, reads and bad requests at fixed rates, on connections that are given up
/// again and again. Prints a row of the server's memory and the counts every ten seconds, and fails when anything was answered that should not be.
/// </summary>
internal static class SoakBench
{
    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(10);

    /// <summary><c>soak URL SECONDS PROCESS</c>: the callers have the static tokens load-1 to load-8.</summary>
    public static async Task RunAsync(IReadOnlyList<string> arguments)
    {
        var (url, seconds) = (new Uri(arguments[0]), int.Parse(arguments[1], CultureInfo.InvariantCulture));
        var server = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        var load = new SoakLoad(url);
        await load.PrepareAsync().ConfigureAwait(false);
        using var stop = new CancellationTokenSource();
        var running = load.Run(stop.Token);
        Console.WriteLine("seconds rss_kib " + string.Join(' ', SoakLoad.Kinds));
        using var timer = new PeriodicTimer(SampleInterval);
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began).TotalSeconds < seconds;)
        {
            await timer.WaitForNextTickAsync().ConfigureAwait(false);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Stopwatch.GetElapsedTime(began).TotalSeconds:F0} {Report.ResidentBytes(server) / 1024} {string.Join(' ', load.Counts)}"));
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        foreach (var unexpected in load.Unexpected)
        {
            await Console.Error.WriteLineAsync(unexpected).ConfigureAwait(false);
        }

        Environment.ExitCode = load.Unexpected.Count > 0 ? 1 : 0;
    }
}
