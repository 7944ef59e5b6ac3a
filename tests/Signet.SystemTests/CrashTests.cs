using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>Repeated <c>kill -9</c> during concurrent writes: all acknowledged writes are kept.</summary>
public sealed class CrashTests
{
    private const int Lanes = 2;
    private const int KillsOfEach = 26;
    private const int Writers = 8;

    [Fact]
    public Task Kill_DuringConcurrentWrites_LosesNothingThatWasAcknowledged() =>
        Task.WhenAll(Enumerable.Range(1, Lanes).Select(lane => Task.Run(() => RunLaneAsync(new Random(lane)))));

    private static async Task RunLaneAsync(Random random)
    {
        using var folder = new TemporaryFolder();
        var written = new Written();
        var acknowledged = 0;
        for (var round = 0; round < KillsOfEach; round++)
        {
            // It starts without help, in whatever state the last process left the store.
            await using var server = await SignetProcess.ServeAsync(folder.File("data"), "--signing-algorithm", "ES256", "--log-level", "error");
            using var client = server.CreateClient(asAdministrator: true);
            await AssertHasEverythingAsync(client, written);
            var before = written.Acknowledged;
            var writing = Enumerable.Range(0, Writers).Select(writer => WriteAsync(client, written, $"r{round}-w{writer}")).ToArray();
            await written.WaitForAsync(before + 1 + random.Next(150));
            server.Kill();
            await Task.WhenAll(writing);
            Assert.Equal(137, await server.WaitForExitAsync());
            Assert.True(written.Acknowledged > before);
            acknowledged = written.Acknowledged;
        }

        await using var last = await SignetProcess.ServeAsync(folder.File("data"), "--log-level", "error");
        using var reader = last.CreateClient(asAdministrator: true);
        await AssertHasEverythingAsync(reader, written);
        Assert.Equal(acknowledged, written.Acknowledged);
    }

    /// <summary>Creates, replaces and deletes its objects until the server is killed.</summary>
    private static async Task WriteAsync(HttpClient client, Written written, string prefix)
    {
        const string Secrets = "/api/v1/namespaces/default/secrets";
        try
        {
            for (var i = 0; ; i++)
            {
                var name = $"{prefix}-{i}";
                await written.TryAsync(name, "1", () => SendAsync(client, HttpMethod.Post, Secrets, Secret(name, "1")));
                await written.TryAsync(name, "2", () => SendAsync(client, HttpMethod.Put, $"{Secrets}/{name}", Secret(name, "2")));
                if (i % 3 == 0)
                {
                    await written.TryAsync(name, null, () => SendAsync(client, HttpMethod.Delete, $"{Secrets}/{name}", null));
                }
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The server was killed.
        }
    }

    private static async Task<long> SendAsync(HttpClient client, HttpMethod method, string path, string? json)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
            Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"),
        };
        using var answer = await client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, body);
        return RevisionOf(JsonNode.Parse(body)!);
    }

    private static async Task AssertHasEverythingAsync(HttpClient client, Written written)
    {
        var list = JsonNode.Parse(await client.GetStringAsync("/api/v1/namespaces/default/secrets"))!;
        Assert.True(RevisionOf(list) >= written.HighestRevision, $"the revision went back from {written.HighestRevision} to {RevisionOf(list)}");
        var found = ((JsonArray)list["items"]!).ToDictionary(item => (string)item!["metadata"]!["name"]!, item => item!);
        foreach (var (name, state) in written.All)
        {
            var value = found.TryGetValue(name, out var item)
                ? Encoding.UTF8.GetString(Convert.FromBase64String((string)item["data"]!["v"]!))
                : null;

            // A write that was pending at the kill may have happened or not; from now on its actual result must stay.
            Assert.True(value == state.Acknowledged || (state.IsPending && value == state.Tried),
                $"{name} is {value ?? "gone"}; acknowledged was {state.Acknowledged ?? "gone"}, under way {state.Tried ?? "a deletion"}");
            Assert.True(item is null || state.Revision == 0 || value != state.Acknowledged || RevisionOf(item) == state.Revision, $"{name} changed its revision");
            written.Settle(name, value, item is null ? 0 : RevisionOf(item));
        }

        Assert.All(found.Keys, name => Assert.Contains(name, written.All.Keys));
    }

    private static string Secret(string name, string value) =>
        $$$"""{"metadata":{"name":"{{{name}}}"},"data":{"v":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}}}"}}""";

    private static long RevisionOf(JsonNode node) =>
        long.Parse((string?)node["metadata"]?["resourceVersion"] ?? "0", CultureInfo.InvariantCulture);

    /// <summary>The last acknowledged value of an object (null if deleted), and the last requested one.</summary>
    private sealed record State(string? Acknowledged, long Revision, string? Tried, bool IsPending);

    /// <summary>The writes that the server has acknowledged.</summary>
    private sealed class Written
    {
        private readonly ConcurrentDictionary<string, State> _all = new();
        private readonly Lock _lock = new();
        private TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _wanted = int.MaxValue;

        public IReadOnlyDictionary<string, State> All => _all;

        public int Acknowledged { get; private set; }

        public long HighestRevision { get; private set; }

        /// <summary>Writes a value; records it as pending before and as acknowledged after.</summary>
        public async Task TryAsync(string name, string? value, Func<Task<long>> write)
        {
            var before = _all.GetValueOrDefault(name);
            _all[name] = new State(before?.Acknowledged, before?.Revision ?? 0, value, IsPending: true);
            var revision = await write();
            _all[name] = new State(value, value is null ? 0 : revision, value, IsPending: false);
            lock (_lock)
            {
                Acknowledged++;
                HighestRevision = Math.Max(HighestRevision, revision);
                if (Acknowledged >= _wanted)
                {
                    _enough.TrySetResult();
                }
            }
        }

        public void Settle(string name, string? value, long revision) => _all[name] = new State(value, revision, value, IsPending: false);

        public Task WaitForAsync(int acknowledged)
        {
            lock (_lock)
            {
                _enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _wanted = acknowledged;
                if (Acknowledged >= acknowledged)
                {
                    _enough.TrySetResult();
                }

                return _enough.Task.WaitAsync(Patience.Limit);
            }
        }
    }
}
