using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace Signet.Bench.Load;

/// <summary>
/// Quiet callers of a server under load (<c>bench/overload.sh</c>): each requests a token at a time, at a fixed rate, while others ask for health ten
/// times per second. Prints latencies in milliseconds.
/// </summary>
internal static class OverloadProbe
{
    private const string Path = "/api/v1/namespaces/default/serviceaccounts/default/token";
    private const int Warmups = 20;
    private static readonly TimeSpan HealthInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WarmupTime = TimeSpan.FromSeconds(2);

    /// <summary><c>quiet URL SECONDS CALLERS RATE</c>: the callers have the tokens quiet-1, quiet-2 and so on.</summary>
    public static async Task RunAsync(IReadOnlyList<string> arguments)
    {
        var (url, seconds) = (new Uri(arguments[0]), TimeSpan.FromSeconds(int.Parse(arguments[1], CultureInfo.InvariantCulture)));
        var callers = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        var interval = TimeSpan.FromSeconds(1 / double.Parse(arguments[3], CultureInfo.InvariantCulture));
        var codes = new int[600];
        var probes = new List<Task<List<double>>>
        {
            ProbeAsync(url, "/livez", null, HealthInterval, seconds, TimeSpan.Zero, codes),

            // Writes to the store once per second.
            ProbeAsync(url, "/readyz", null, HealthInterval, seconds, TimeSpan.Zero, codes),
        };
        for (var i = 1; i <= callers; i++)
        {
            probes.Add(ProbeAsync(url, Path, $"quiet-{i}", interval, seconds, interval * i / callers, codes));
        }

        var latencies = await Task.WhenAll(probes).ConfigureAwait(false);
        Print("livez", latencies[0]);
        Print("readyz", latencies[1]);
        Print("quiet", [.. latencies.Skip(2).SelectMany(list => list)]);
        Console.WriteLine("codes " + string.Join(' ', codes.Index().Where(code => code.Item > 0).Select(code => $"{code.Index}:{code.Item}")));
    }

    private static async Task<List<double>> ProbeAsync(
        Uri url, string path, string? token, TimeSpan interval, TimeSpan duration, TimeSpan start, int[] codes)
    {
        using var client = LoadClient.Create(url);
        for (var i = 0; i < Warmups; i++)
        {
            await SendAsync(client, path, token).ConfigureAwait(false);
        }

        // Others warm up as well.
        await Task.Delay(WarmupTime).ConfigureAwait(false);
        var latencies = new List<double>();
        var began = Stopwatch.GetTimestamp();
        for (var due = start; due < duration; due += interval)
        {
            // Times of its own for each caller: periodic timers that once were late together would stay together, and the callers would wait for each other.
            if (due - Stopwatch.GetElapsedTime(began) is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait).ConfigureAwait(false);
            }

            var sent = Stopwatch.GetTimestamp();
            var code = await SendAsync(client, path, token).ConfigureAwait(false);
            if (code is HttpStatusCode.OK or HttpStatusCode.Created)
            {
                latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }

            Interlocked.Increment(ref codes[(int)code]);
        }

        return latencies;
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, string path, string? token)
    {
        using var request = new HttpRequestMessage(token is null ? HttpMethod.Get : HttpMethod.Post, path);
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        using var answer = await client.SendAsync(request).ConfigureAwait(false);
        await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        return answer.StatusCode;
    }

    private static void Print(string what, List<double> latencies)
    {
        latencies.Sort();
        double At(double part) => latencies.Count == 0 ? double.NaN : latencies[Math.Min(latencies.Count - 1, (int)(latencies.Count * part))];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what} {latencies.Count} {At(0.5):F2} {At(0.9):F2} {At(0.99):F2} {At(1):F2}"));
    }
}
