using System.Net;
using Signet.Storage.Sqlite;
using Signet.SystemTests.Load;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>After thousands of refused, failed and aborted requests a server has no more resources than before.</summary>
public sealed class ResourceLeakTests
{
    private const int Count = 10_000;

    /// <summary>The number of requests with a TLS handshake each (5 ms); lower on a developer's machine.</summary>
    private static readonly int Connections = TestMachine.RequiresAll ? Count : 500;

    private const int WarmUp = 1_000;

    /// <summary>The tolerance for connections that are being closed and files that are open temporarily.</summary>
    private const int DescriptorTolerance = 8;

    /// <summary>The max number of the store's descriptors: three for each of 16 idle connections, for the writer and for one check.</summary>
    private const int MaxStoreDescriptors = 3 * 18;

    /// <summary>The tolerance for the thread pool, whose size varies.</summary>
    private const int ThreadTolerance = 12;

    /// <summary>The tolerance for memory that was not collected; less than 500 bytes per request.</summary>
    private const long MemoryTolerance = 96 * 1024 * 1024;

    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private const string Json = "application/json";

    [Fact]
    public async Task Requests_RefusedFailedAndAborted_LeaveNothing()
    {
        using var folder = new TemporaryFolder();
        var next = await PrepareAsync(folder);
        await using var server = await ServeAsync(folder);
        using var client = server.CreateClient(asAdministrator: true);

        await SendAllAsync(server, client, next, WarmUp, WarmUp / 10);
        var before = await StableAsync(server);
        await SendAllAsync(server, client, next, Count, Connections);
        var after = await SettledAsync(server, before);

        Assert.True(after.Descriptors <= before.Descriptors + DescriptorTolerance, $"{before} became {after}");
        Assert.True(after.StoreDescriptors <= MaxStoreDescriptors, $"{before} became {after}");
        Assert.True(after.Threads <= before.Threads + ThreadTolerance, $"{before} became {after}");
        Assert.True(after.Memory <= before.Memory + MemoryTolerance, $"{before} became {after}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{before} became {after}");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz")).StatusCode);
        Assert.Equal(0, await server.TerminateAsync());
    }

    /// <summary>Sends all kinds in order. Refusals in different stages are different kinds.</summary>
    private static async Task SendAllAsync(SignetProcess server, HttpClient client, string next, int count, int connections)
    {
        foreach (var (code, request) in Refusals(next))
        {
            await PipelinedRequests.SendAsync(server, request, code, count);
        }

        await AbortedRequests.InBodyAsync(client, Secrets, count);
        await AbortedRequests.TooLargeAsync(client, Secrets, count);
        await AbortedRequests.InAnswerAsync(client, Secrets + "?watch=true", count);
        await AbortedRequests.InAnswerAsync(client, Secrets, count);
        await AbortedRequests.ConnectionsAsync(server, Request("POST", Secrets, "admin", Json, "{\"metadata\":", 1000), connections);
        await AbortedRequests.ConnectionsAsync(server, Request("GET", Secrets, "admin"), connections);
        await AbortedRequests.ConnectionsAsync(server, Request("GET", Secrets, "admin", headers: "Accept-Encoding: gzip\r\n"), connections);
        await AbortedRequests.ConnectionsAsync(server, Request("GET", Secrets + "?watch=true", "admin"), connections);
        await AbortedRequests.ConnectionsAsync(server, Request("POST", Secrets, "admin", Json, new string(' ', 10), 4_000_000), connections);
        await AbortedRequests.ConnectionsAsync(server, "\0\0\0 no HTTP \r\n\r\n", connections);
        foreach (var isReset in (bool[])[true, false])
        {
            await AbortedRequests.SocketsAsync(server, "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), isReset, count / 2);
            await AbortedRequests.SocketsAsync(server, [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3], isReset, count / 2);
        }
    }

    private static IEnumerable<(int Code, string Request)> Refusals(string next) =>
    [
        (410, Request("GET", "/api/v1/configmaps?resourceVersion=1&resourceVersionMatch=Exact", "admin")),
        (410, Request("GET", $"{Secrets}?limit=1&continue={Uri.EscapeDataString(next)}", "admin")),
        (400, Request("GET", $"{Secrets}?limit=1&continue=nonsense", "admin")),
        (401, Request("GET", Secrets, "stranger")),
        (401, Request("GET", Secrets, "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwczovL3gifQ.AAAA")),
        (403, Request("GET", Secrets, "")),
        (404, Request("GET", Secrets + "/missing", "admin")),
        (404, Request("DELETE", Secrets + "/missing", "admin")),
        (404, Request("POST", "/api/v1/namespaces/default/serviceaccounts/missing/token", "admin", Json, "{}")),
        (405, Request("PUT", Secrets, "admin", Json, "{}")),
        (406, Request("GET", Secrets, "admin", headers: "Accept: image/png\r\n")),
        (409, Request("POST", Secrets, "admin", Json, """{"metadata":{"name":"s0"}}""")),
        (409, Request("PUT", Secrets + "/s0", "admin", Json, """{"metadata":{"name":"s0","resourceVersion":"1"}}""")),
        (415, Request("POST", Secrets, "admin", "text/xml", "<a/>")),
        (422, Request("POST", Secrets, "admin", Json, """{"metadata":{"name":"UPPER"}}""")),
        (400, Request("POST", Secrets, "admin", Json, "{\"metadata\":")),
        (400, Request("POST", Secrets, "admin", "application/yaml", "a: [")),
        (400, Request("GET", Secrets + "?labelSelector=%3D%3D%3D", "admin")),
        (201, Request("POST", "/apis/authentication.k8s.io/v1/tokenreviews", "admin", Json, """{"spec":{"token":"a.b.c"}}""")),
    ];

    private static string Request(string method, string path, string token, string type = "", string body = "", int? length = null, string headers = "")
    {
        var head = $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}";
        head += token.Length > 0 ? $"Authorization: Bearer {token}\r\n" : "";
        head += type.Length > 0 ? $"Content-Type: {type}\r\nContent-Length: {length ?? body.Length}\r\n" : "";
        return $"{head}\r\n{body}";
    }

    private static Task<SignetProcess> ServeAsync(TemporaryFolder folder) => SignetProcess.ServeAsync(
        folder.File("data"), "--signing-algorithm", "ES256", "--log-level", "error", "--token-auth-file", folder.File("tokens.csv"));

    /// <summary>Prepares a server with a large list and compacted first revisions; returns a continue token from before the compaction.</summary>
    private static async Task<string> PrepareAsync(TemporaryFolder folder)
    {
        await File.WriteAllTextAsync(folder.File("tokens.csv"), "admin,root,1,\"system:masters\"\n");
        string next;
        await using (var server = await ServeAsync(folder))
        {
            using var admin = new ApiClient(server.CreateClient(asAdministrator: true));
            await admin.UntilDefaultAccountAsync();
            for (var i = 0; i < 10; i++)
            {
                await admin.CreateAsync(Secrets, $$$"""{"metadata":{"name":"s{{{i}}}"},"data":{"v":"{{{new string('A', 40_000)}}}"}}""");
            }

            next = (string)(await admin.GetAsync(Secrets + "?limit=1")).Json["metadata"]!["continue"]!;
            await admin.CreateAsync(Secrets, """{"metadata":{"name":"t"}}""");
            Assert.Equal(0, await server.TerminateAsync());
        }

        var data = folder.File("data");
        await using var store = SqliteObjectStore.Open(new SqliteObjectStoreOptions
        {
            Path = Path.Combine(data, "store.db"),
            MarkPath = Path.Combine(data, "last-revision"),
        });
        await store.CompactAsync(await store.GetRevisionAsync(default), default);
        return next;
    }

    /// <summary>Waits until aborted connections are closed, that is, until the number of descriptors is stable.</summary>
    private static async Task<ServerFootprint> StableAsync(SignetProcess server)
    {
        const int Same = 20;
        var last = ServerFootprint.Of(server);
        for (var same = 0; same < Same; same++)
        {
            await Task.Delay(100);
            var now = ServerFootprint.Of(server);
            same = now.Descriptors < last.Descriptors ? 0 : same;
            last = now;
        }

        return last;
    }

    /// <summary>Waits until aborted connections are closed; leaks remain in the result.</summary>
    private static async Task<ServerFootprint> SettledAsync(SignetProcess server, ServerFootprint wanted)
    {
        var until = TimeProvider.System.GetTimestamp();
        var now = ServerFootprint.Of(server);
        while (!IsSettled(now, wanted) && TimeProvider.System.GetElapsedTime(until) < Patience.Limit)
        {
            await Task.Delay(100);
            now = ServerFootprint.Of(server);
        }

        return now;
    }

    private static bool IsSettled(ServerFootprint now, ServerFootprint wanted) => now.Descriptors <= wanted.Descriptors + DescriptorTolerance &&
        now.StoreDescriptors <= MaxStoreDescriptors && now.Threads <= wanted.Threads + ThreadTolerance;
}
