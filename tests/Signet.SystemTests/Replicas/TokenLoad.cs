using System.Net;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.Replicas;

/// <summary>
/// Clients that issue and review tokens, and write and read secrets, through the replicas in turn. A request whose connection ends, or is refused, by a
/// replica that stops is repeated with another one; so is a 503, which is counted. Everything else fails.
/// </summary>
internal sealed class TokenLoad(ReplicaRotation rotation)
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private const int Clients = 4;
    private readonly Lock _lock = new();
    private readonly List<string> _tokens = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private int _answered;
    private int _repeated;
    private int _unavailable;

    /// <summary>The replicas.</summary>
    public ReplicaRotation Rotation => rotation;

    /// <summary>The number of answered requests.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>The number of requests whose connection a stopping replica has ended or refused.</summary>
    public int Repeated => Volatile.Read(ref _repeated);

    /// <summary>The number of 503 answers.</summary>
    public int Unavailable => Volatile.Read(ref _unavailable);

    /// <summary>The tokens so far.</summary>
    public IReadOnlyList<string> Tokens
    {
        get
        {
            lock (_lock)
            {
                return [.. _tokens];
            }
        }
    }

    public void Start() => _running = Task.WhenAll(Enumerable.Range(0, Clients).Select(RunAsync));

    /// <summary>Waits for further answered requests.</summary>
    public Task WaitForAsync(int more)
    {
        var wanted = Answered + more;
        return Patience.UntilAsync(
            async () =>
            {
                await (_running.IsFaulted ? _running : Task.CompletedTask);
                return Answered >= wanted;
            },
            $"{wanted} requests are answered");
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    /// <summary>Reviews a token, which must be accepted.</summary>
    public async Task AssertAcceptedAsync(string token)
    {
        var sent = new JsonObject { ["spec"] = new JsonObject { ["token"] = token } }.ToJsonString();
        var answer = await SendAsync(client => client.PostAsync("/apis/authentication.k8s.io/v1/tokenreviews", sent));
        Assert.True((bool?)answer.Json["status"]!["authenticated"], answer.Body);
    }

    private async Task RunAsync(int number)
    {
        var random = new Random(number);
        for (var i = 0; !_stop.IsCancellationRequested; i++)
        {
            var issued = await SendAsync(client => client.PostAsync("/api/v1/namespaces/default/serviceaccounts/default/token", "{}"));
            Assert.Equal(HttpStatusCode.Created, issued.Code);
            foreach (var token in Note((string)issued.Json["status"]!["token"]!, random))
            {
                await AssertAcceptedAsync(token);
            }

            if (i % 10 == 0)
            {
                await WriteAsync($"load{number}-{i}");
            }
        }
    }

    /// <summary>A secret that one replica has answered is read and deleted through the others. A repeated request may have been made before.</summary>
    private async Task WriteAsync(string name)
    {
        var created = await SendAsync(client => client.PostAsync(Secrets, $$$"""{"metadata":{"name":"{{{name}}}"}}"""));
        Assert.True(created.Code is HttpStatusCode.Created or HttpStatusCode.Conflict, $"{created.Code} {created.Body}");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(client => client.GetAsync($"{Secrets}/{name}"))).Code);
        var deleted = await SendAsync(client => client.DeleteAsync($"{Secrets}/{name}"));
        Assert.True(deleted.Code is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{deleted.Code} {deleted.Body}");
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(client => client.GetAsync($"{Secrets}/{name}"))).Code);
    }

    private async Task<ApiAnswer> SendAsync(Func<ApiClient, Task<ApiAnswer>> send)
    {
        ApiAnswer? answer = null;
        await Patience.UntilAsync(
            async () =>
            {
                answer = await TrySendAsync(send);
                return answer is not null;
            },
            "a replica answers");
        return answer!;
    }

    private async Task<ApiAnswer?> TrySendAsync(Func<ApiClient, Task<ApiAnswer>> send)
    {
        var replica = rotation.Next();
        try
        {
            var answer = await send(replica.Client);
            if (answer.Code == HttpStatusCode.ServiceUnavailable)
            {
                Interlocked.Increment(ref _unavailable);
                return null;
            }

            Interlocked.Increment(ref _answered);
            return answer;
        }
        catch (HttpRequestException) when (replica.IsStopping)
        {
            Interlocked.Increment(ref _repeated);
            return null;
        }
    }

    /// <summary>Adds a token; returns it, the first one, and another one.</summary>
    private string[] Note(string token, Random random)
    {
        lock (_lock)
        {
            _tokens.Add(token);
            return [token, _tokens[0], _tokens[random.Next(_tokens.Count)]];
        }
    }
}
