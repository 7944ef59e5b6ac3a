using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>Sends requests with unique audit ids continuously until it is stopped.</summary>
internal sealed class AuditLoad
{
    private const int Clients = 4;
    private readonly ConcurrentBag<string> _answered = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private int _count;

    private AuditLoad(SignetProcess server) =>
        _running = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => SendAsync(server, client))));

    /// <summary>The number of answered requests.</summary>
    public int Count => Volatile.Read(ref _count);

    public static AuditLoad Start(SignetProcess server) => new(server);

    /// <summary>Waits for a number of further answers.</summary>
    public Task UntilMoreAsync(int more)
    {
        var wanted = Count + more;
        return Patience.UntilAsync(() => Task.FromResult(Count >= wanted || _running.IsFaulted), $"{wanted} requests are answered");
    }

    /// <summary>Stops; returns the ids of all answered requests.</summary>
    public async Task<IReadOnlyCollection<string>> StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
        return _answered;
    }

    /// <summary>The ids without a complete event of each stage in some files, and lines that are not events.</summary>
    public static (IReadOnlyCollection<string> Missing, IReadOnlyCollection<string> Broken) Check(IReadOnlyCollection<string> ids, IEnumerable<string> files)
    {
        var stages = new HashSet<(string Id, string Stage)>();
        var broken = new List<string>();
        foreach (var line in files.SelectMany(ReadLines))
        {
            try
            {
                using var one = JsonDocument.Parse(line);
                stages.Add((one.RootElement.GetProperty("auditID").GetString()!, one.RootElement.GetProperty("stage").GetString()!));
            }
            catch (JsonException)
            {
                broken.Add(line);
            }
        }

        return ([.. ids.Where(id => !stages.Contains((id, "RequestReceived")) || !stages.Contains((id, "ResponseComplete")))], broken);
    }

    /// <summary>A copy of a file that is being written may end inside of a line, which is complete in the next file.</summary>
    private static IEnumerable<string> ReadLines(string file)
    {
        var text = File.ReadAllText(file);
        var isCopy = !file.EndsWith(".log", StringComparison.Ordinal);
        return text[..(isCopy ? text.LastIndexOf('\n') + 1 : text.Length)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task SendAsync(SignetProcess server, int client)
    {
        using var http = server.CreateClient(asAdministrator: true);
        for (var i = 0; !_stop.IsCancellationRequested; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/version") { Version = http.DefaultRequestVersion, VersionPolicy = http.DefaultVersionPolicy };
            request.Headers.Add("Audit-Id", $"load-{client}-{i}");
            using var answer = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            _answered.Add($"load-{client}-{i}");
            Interlocked.Increment(ref _count);
        }
    }
}
