using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Signet.Testing;

namespace Signet.Bench.Load;

/// <summary>Many watchers of a server process over HTTPS: completeness and latency of events, and the cost of an idle watcher.</summary>
internal static class WatchBench
{
    private const string Path = "/api/v1/namespaces/default/serviceaccounts";
    private const int Writers = 16;

    public static async Task RunAsync(int watchers, int events, int idle)
    {
        using var folder = new TemporaryFolder();
        await using var server = await SignetProcess.ServeAsync(folder.Path).ConfigureAwait(false);
        using var client = server.CreateClient(asAdministrator: true);
        client.Timeout = Timeout.InfiniteTimeSpan;
        await FanOutAsync(client, watchers, events).ConfigureAwait(false);
        await IdleAsync(client, server.Id, idle).ConfigureAwait(false);
    }

    private static async Task FanOutAsync(HttpClient client, int watchers, int events)
    {
        var start = await RevisionAsync(client).ConfigureAwait(false);
        using var stop = new CancellationTokenSource();
        var reading = new Task<int>[watchers];
        for (var i = 0; i < watchers; i++)
        {
            reading[i] = CountAsync(await OpenAsync(client, $"{Path}?watch=1&resourceVersion={start}").ConfigureAwait(false), events, stop.Token);
        }

        var written = TimeSpan.Zero;
        var time = await Report.TimeAsync(async () =>
        {
            written = await Report.TimeAsync(() => WriteAsync(client, events)).ConfigureAwait(false);
            stop.CancelAfter(TimeSpan.FromMinutes(2));
            await Task.WhenAll(reading).ConfigureAwait(false);
        }).ConfigureAwait(false);

        long received = 0;
        foreach (var count in reading)
        {
            received += await count.ConfigureAwait(false);
        }

        var expected = (long)watchers * events;
        Report.Line($"{watchers} watchers x {events} events", $"{received} of {expected} received, {expected - received} lost");
        Report.Line("  time", $"{time.TotalSeconds:F1} s ({written.TotalSeconds:F1} s of writing), {received / time.TotalSeconds:F0} events a second");
    }

    private static Task WriteAsync(HttpClient client, int events) =>
        Parallel.ForAsync(0, events, new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (i, token) =>
        {
            using var answer = await client.PostAsJsonAsync(Path, JsonDocument.Parse($$$"""{"metadata":{"name":"e{{{i}}}"}}"""), token).ConfigureAwait(false);
            answer.EnsureSuccessStatusCode();
        });

    private static async Task IdleAsync(HttpClient client, int processId, int idle)
    {
        var start = await RevisionAsync(client).ConfigureAwait(false);
        var without = await CpuOfAsync(processId).ConfigureAwait(false);
        var before = Report.ResidentBytes(processId);
        var streams = new Stream[idle];
        var opening = await Report.TimeAsync(() => Parallel.ForAsync(0, idle, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
            streams[i] = await OpenAsync(
                client, $"{Path}?watch=1&resourceVersion={start}&allowWatchBookmarks=true&fieldSelector=metadata.name%3Di{i}").ConfigureAwait(false)))
            .ConfigureAwait(false);
        var after = Report.ResidentBytes(processId);
        Report.Line($"{idle} idle watchers", $"opened in {opening.TotalSeconds:F1} s, {(after - before) / idle} bytes each ({after / 1048576} MiB in all)");

        var alone = await Report.TimeAsync(() => WriteOneAsync(client)).ConfigureAwait(false);
        Report.Line("  a write beside them", $"{alone.TotalMilliseconds:F1} ms");
        var with = await CpuOfAsync(processId).ConfigureAwait(false);
        Report.Line("  processor time of the server in 5 s", $"{with.TotalMilliseconds:F0} ms, {without.TotalMilliseconds:F0} ms without them");
        foreach (var stream in streams)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The processor time of an idle process in 5 seconds, after it has settled.</summary>
    private static async Task<TimeSpan> CpuOfAsync(int processId)
    {
        await Task.Delay(TimeSpan.FromSeconds(5)).ConfigureAwait(false);
        using var process = System.Diagnostics.Process.GetProcessById(processId);
        var before = process.TotalProcessorTime;
        await Task.Delay(TimeSpan.FromSeconds(5)).ConfigureAwait(false);
        process.Refresh();
        return process.TotalProcessorTime - before;
    }

    private static async Task WriteOneAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync(Path, JsonDocument.Parse("""{"metadata":{"generateName":"one-"}}""")).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<string> RevisionAsync(HttpClient client)
    {
        using var list = JsonDocument.Parse(await client.GetStringAsync(Path + "?limit=1").ConfigureAwait(false));
        return list.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
    }

    private static async Task<Stream> OpenAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = HttpVersion.Version20 };
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStreamAsync().ConfigureAwait(false);
    }

    /// <summary>The number of events; each is a line.</summary>
    private static async Task<int> CountAsync(Stream stream, int events, CancellationToken cancellationToken)
    {
        await using var _ = stream.ConfigureAwait(false);
        var buffer = new byte[16 * 1024];
        var count = 0;
        try
        {
            while (count < events)
            {
                var read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                count += buffer.AsSpan(0, read).Count((byte)'\n');
            }
        }
        catch (OperationCanceledException)
        {
            // Events that have not arrived by now are lost.
        }

        return count;
    }
}
