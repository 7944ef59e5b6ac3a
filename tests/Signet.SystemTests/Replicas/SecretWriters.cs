using System.Globalization;
using System.Net;
using Signet.Testing;

namespace Signet.SystemTests.Replicas;

/// <summary>Clients that create, replace and delete secrets until they are stopped, and note the events of acknowledged writes.</summary>
internal sealed class SecretWriters(IReadOnlyList<ApiClient> replicas)
{
    public const string Path = "/api/v1/namespaces/default/secrets";
    private const int Writers = 4;
    private readonly Lock _lock = new();
    private readonly List<WatchedEvent> _acknowledged = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _writing = Task.CompletedTask;
    private int _refused;

    /// <summary>The events of the acknowledged writes. Those of deletions have no revision, as the answers to deletions have none.</summary>
    public IReadOnlyList<WatchedEvent> Acknowledged
    {
        get
        {
            lock (_lock)
            {
                return [.. _acknowledged];
            }
        }
    }

    /// <summary>The number of writes that were not acknowledged.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public void Start() => _writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(WriteAsync));

    /// <summary>Waits for further acknowledged writes.</summary>
    public Task WaitForAsync(int more)
    {
        var wanted = Acknowledged.Count + more;
        return Patience.UntilAsync(
            async () =>
            {
                await (_writing.IsFaulted ? _writing : Task.CompletedTask);
                return Acknowledged.Count >= wanted;
            },
            $"{wanted} writes are acknowledged");
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _writing;
        _stop.Dispose();
    }

    private async Task WriteAsync(int writer)
    {
        var value = """{"metadata":{"name":"NAME"},"data":{"a":"MQ=="}}""";
        for (var i = 0; !_stop.IsCancellationRequested; i++)
        {
            // Each writer uses the replicas in turn.
            var client = replicas[i % replicas.Count];
            var name = string.Create(CultureInfo.InvariantCulture, $"w{writer}-{i}");
            var body = value.Replace("NAME", name, StringComparison.Ordinal);
            if (await TryAsync("ADDED", name, () => client.PostAsync(Path, body)))
            {
                await TryAsync("MODIFIED", name, () => client.PutAsync($"{Path}/{name}", body.Replace("MQ==", "Mg==", StringComparison.Ordinal)));
                if (i % 2 == 0)
                {
                    await TryAsync("DELETED", name, () => client.DeleteAsync($"{Path}/{name}"));
                }
            }
        }
    }

    private async Task<bool> TryAsync(string type, string name, Func<Task<ApiAnswer>> write)
    {
        var answer = await write();
        if (answer.Code is HttpStatusCode.OK or HttpStatusCode.Created)
        {
            var revision = (string?)answer.Json["metadata"]?["resourceVersion"];
            lock (_lock)
            {
                _acknowledged.Add(new WatchedEvent(type, name, type == "DELETED" ? 0 : long.Parse(revision!, CultureInfo.InvariantCulture)));
            }

            return true;
        }

        // etcd was away: the write was made or not.
        Assert.True(answer.Code is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout, $"{type} {name}: {answer.Code} {answer.Body}");
        Interlocked.Increment(ref _refused);
        return false;
    }
}
