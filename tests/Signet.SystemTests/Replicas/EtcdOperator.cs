using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.Replicas;

/// <summary>What the operator of an etcd does when its space quota is used up, by the JSON gateway of etcd instead of <c>etcdctl</c>.</summary>
internal sealed class EtcdOperator(EtcdMember member) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(member.Address) };

    /// <summary>Compacts the whole history, defragments, and disarms the alarm.</summary>
    public async Task MakeSpaceAsync()
    {
        var newest = (string?)(await CallAsync("kv/range", new JsonObject { ["key"] = "AA==" }))["header"]!["revision"];
        await CallAsync("kv/compaction", new JsonObject { ["revision"] = newest, ["physical"] = true });
        await CallAsync("maintenance/defragment", []);
        foreach (var alarm in (await CallAsync("maintenance/alarm", new JsonObject { ["action"] = "GET" }))["alarms"]!.AsArray())
        {
            await CallAsync(
                "maintenance/alarm",
                new JsonObject { ["action"] = "DEACTIVATE", ["memberID"] = (string?)alarm!["memberID"], ["alarm"] = (string?)alarm["alarm"] });
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonObject> CallAsync(string method, JsonObject request)
    {
        using var answer = await _http.PostAsJsonAsync($"/v3/{method}", request);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method}: {body}");
        return (JsonObject)JsonNode.Parse(body)!;
    }
}
