using System.Globalization;
using System.Net.Security;
using Signet.Signing.External.Http2;
using Signet.Testing;

namespace Signet.SystemTests.Attacks;

/// <summary>
/// Watches whose clients never read, while objects of 100 kB are written. The clients do not read until all are cut off: one that begins to read is an ordinary
/// client again.
/// </summary>
public sealed class StalledWatchTests
{
    private const int Watchers = 50;
    private const int ReceiveBuffer = 16 * 1024;
    private const string Path = "/api/v1/namespaces/default/secrets?watch=1";
    private const string CutOff = "signet_answers_cut_off_total{kind=\"watch\"} ";

    private static readonly string Data = Convert.ToBase64String(new byte[75_000]);

    [Fact]
    public async Task NeverReadingWatchers_Http11_AreCutOffAndMemoryIsBounded()
    {
        await using var stage = await StartAsync();
        await stage.RunAsync($"{Watchers} watchers that never read, HTTP/1.1", async () =>
        {
            var watchers = await Task.WhenAll(Enumerable.Range(0, Watchers).Select(async _ =>
            {
                var connection = await stage.ConnectAsync(SslApplicationProtocol.Http11, asAdministrator: true, ReceiveBuffer);
                Assert.True(await connection.TrySendAsync($"GET {Path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
                return connection;
            }));
            await WriteUntilCutOffAsync(stage);

            // What was in flight can still be read.
            await Task.WhenAll(watchers.Select(watcher => watcher.ReadToEndAsync(keep: 0)));
            foreach (var watcher in watchers)
            {
                await watcher.DisposeAsync();
            }
        });
    }

    /// <summary>Streams with a window of 0, which is never made larger: the server closes the streams, the connection stays.</summary>
    [Fact]
    public async Task NeverReadingWatchers_Http2_AreCutOffAndMemoryIsBounded()
    {
        await using var stage = await StartAsync();
        await stage.RunAsync($"{Watchers} watchers that never read, streams of HTTP/2", async () =>
        {
            await using var connection = await stage.ConnectAsync(SslApplicationProtocol.Http2, asAdministrator: true);
            await connection.BeginAsync((SettingId.InitialWindowSize, 0));
            var block = AttackConnection.HeadersOf(path: Path);
            for (uint id = 1; id < 2 * Watchers; id += 2)
            {
                FrameWriter.Write(connection.Frames, FrameType.Headers, FrameFlags.EndStream | FrameFlags.EndHeaders, id, block);
            }

            Assert.True(await connection.FlushAsync());
            await WriteUntilCutOffAsync(stage);
        });
    }

    private static Task<AttackStage> StartAsync() => AttackStage.StartAsync("--watch-write-timeout", "2s", "--min-response-rate", "0");

    private static async Task WriteUntilCutOffAsync(AttackStage stage)
    {
        using var admin = new ApiClient(stage.Server.CreateClient(asAdministrator: true));
        var (written, cutOff) = (0, 0L);
        await Patience.UntilAsync(
            async () =>
            {
                await admin.CreateAsync("/api/v1/namespaces/default/secrets", $$$"""{"metadata":{"name":"s{{{written++}}}"},"data":{"a":"{{{Data}}}"}}""");
                cutOff = CutOffIn((await admin.GetAsync("/metrics")).Body);
                return cutOff >= Watchers;
            },
            () => $"{cutOff} of {Watchers} watches are cut off after {written} events");
        TestContext.Current.TestOutputHelper?.WriteLine($"cut off after {written} events of 100 kB");
        await stage.UntilSaysAsync("clients were cut off");
    }

    private static long CutOffIn(string metrics)
    {
        var line = metrics.Split('\n').FirstOrDefault(line => line.StartsWith(CutOff, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[CutOff.Length..], CultureInfo.InvariantCulture);
    }
}
