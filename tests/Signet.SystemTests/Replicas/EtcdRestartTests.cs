using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.Replicas;

/// <summary>etcd is killed and started again under writers and many watchers of two replicas; <c>SIGNET_WATCHERS</c> is their number.</summary>
public sealed class EtcdRestartTests(ITestOutputHelper output)
{
    private const string Last = "last";
    private const int WritesOfEachPhase = 150;
    private const int OpenedAtATime = 32;

    private static readonly int Watchers = Environment.GetEnvironmentVariable("SIGNET_WATCHERS") is { } number
        ? int.Parse(number, CultureInfo.InvariantCulture)
        : 200;

    [Fact]
    public async Task Restart_UnderWatchersAndWriters_EveryWatcherSeesEveryEventOnce()
    {
        await using var replicas = await ReplicaProcesses.StartAsync();
        await using var first = await replicas.ServeAsync("a");
        await using var second = await replicas.ServeAsync("b");
        using var a = new ApiClient(first.CreateClient(asAdministrator: true));
        using var b = new ApiClient(second.CreateClient(asAdministrator: true));
        await a.UntilDefaultAccountAsync();
        var start = (await ListAsync(a)).Revision;
        using var patience = new CancellationTokenSource();
        using var toFirst = Watching(first);
        using var toSecond = Watching(second);
        var readers = Enumerable.Range(0, Watchers).Select(i => new EventReader(i % 2 == 0 ? toFirst : toSecond, SecretWriters.Path, start)).ToList();
        var reading = new List<Task<IReadOnlyList<WatchedEvent>>>();
        foreach (var group in readers.Chunk(OpenedAtATime))
        {
            reading.AddRange(group.Select(reader => reader.ReadUntilAsync(Last, patience.Token)));
            await Task.WhenAll(group.Select(reader => reader.Begun)).WaitAsync(Patience.Limit);
        }

        var writers = new SecretWriters([a, b]);
        writers.Start();
        await writers.WaitForAsync(WritesOfEachPhase);
        await replicas.Etcd.Members[0].KillAsync();
        await Task.WhenAll(UntilReadyIsAsync(a, HttpStatusCode.InternalServerError), UntilReadyIsAsync(b, HttpStatusCode.InternalServerError));
        replicas.Etcd.Members[0].Start();
        Assert.True(await replicas.Etcd.Members[0].IsServingAsync());
        await writers.WaitForAsync(WritesOfEachPhase);
        await writers.StopAsync();
        await ApiClient.AnsweredAsync(() => a.PostAsync(SecretWriters.Path, $$$"""{"metadata":{"name":"{{{Last}}}"}}"""));

        patience.CancelAfter(Patience.Limit);
        var seen = await Task.WhenAll(reading);
        Assert.All(seen, events => Assert.Equal(seen[0], events));
        AssertComplete(seen[0], writers.Acknowledged, (await ListAsync(b)).Versions);
        output.WriteLine(
            $"{Watchers} watchers x {seen[0].Count} events, {writers.Acknowledged.Count} acknowledged writes and {writers.Refused} others, " +
            $"{readers.Sum(reader => reader.Ends)} ends of watches");
    }

    /// <summary>Checks that events are in order, contain the acknowledged writes, and lead to the present state.</summary>
    private static void AssertComplete(
        IReadOnlyList<WatchedEvent> events, IReadOnlyList<WatchedEvent> acknowledged, IReadOnlyDictionary<string, long> present)
    {
        Assert.All(events.Zip(events.Skip(1)), pair => Assert.True(pair.First.Revision < pair.Second.Revision, $"{pair.First}, then {pair.Second}"));
        var seen = events.Concat(events.Where(one => one.Type == "DELETED").Select(one => one with { Revision = 0 })).ToHashSet();
        Assert.DoesNotContain(acknowledged, write => !seen.Contains(write));
        var state = new Dictionary<string, long>();
        foreach (var one in events)
        {
            Assert.Equal(one.Type == "ADDED", !state.ContainsKey(one.Name));
            state[one.Name] = one.Revision;
            if (one.Type == "DELETED")
            {
                state.Remove(one.Name);
            }
        }

        Assert.Equal(present.OrderBy(pair => pair.Key, StringComparer.Ordinal), state.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    private static HttpClient Watching(SignetProcess server)
    {
        var client = server.CreateClient(asAdministrator: true);
        client.Timeout = Timeout.InfiniteTimeSpan;
        return client;
    }

    private static async Task<(long Revision, IReadOnlyDictionary<string, long> Versions)> ListAsync(ApiClient client)
    {
        var list = (await ApiClient.AnsweredAsync(() => client.GetAsync(SecretWriters.Path))).Json;
        return (
            Number(list["metadata"]!),
            list["items"]!.AsArray().Select(item => item!["metadata"]!).ToDictionary(metadata => (string)metadata["name"]!, Number));
    }

    private static long Number(JsonNode metadata) => long.Parse((string)metadata["resourceVersion"]!, CultureInfo.InvariantCulture);

    private static Task UntilReadyIsAsync(ApiClient client, HttpStatusCode code) =>
        Patience.UntilAsync(async () => (await client.GetAsync("/readyz")).Code == code, $"/readyz answers {code}");
}
