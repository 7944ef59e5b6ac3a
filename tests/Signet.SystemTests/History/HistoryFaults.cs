using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.History;

/// <summary>Disturbs replicas and members of etcd, one fault at a time, chosen by a seed. A majority of etcd always lives.</summary>
internal sealed class HistoryFaults(HistoryStage stage, SeededSequence sequence, TimeSpan longest, Action<string> tell)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await DisturbAsync();
            await Task.Delay(Rest, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DisturbAsync()
    {
        var replica = stage.All[sequence.Next(stage.All.Count)];
        var member = stage.Etcd.Members[sequence.Next(stage.Etcd.Members.Count)];
        var span = TimeSpan.FromMilliseconds(500 + sequence.Next((int)longest.TotalMilliseconds));
        var fault = sequence.Next(6);
        tell(string.Create(CultureInfo.InvariantCulture, $"fault {fault}, replica {replica.Number}, member {member.Address}, {span.TotalSeconds:f1} s"));
        switch (fault)
        {
            case 0:
                await replica.KillAsync();
                await Task.Delay(span);
                await replica.StartAsync();
                break;
            case 1:
                await replica.Process!.SignalAsync("STOP");
                await Task.Delay(span);
                await replica.Process.SignalAsync("CONT");
                break;
            case 2:
                await (await LeaderAsync() ?? member).KillAndReviveAsync(span);
                break;
            case 3:
                await member.SignalAsync("STOP");
                await Task.Delay(span);
                await member.SignalAsync("CONT");
                break;
            case 4:
                replica.CutOff();
                await Task.Delay(span);
                replica.Mend();
                break;
            default:
                await CompactAsync(member);
                break;
        }
    }

    /// <summary>The member that leads etcd.</summary>
    private async Task<EtcdMember?> LeaderAsync()
    {
        foreach (var member in stage.Etcd.Members)
        {
            var status = await CallAsync(member, "/v3/maintenance/status");
            if (status is not null && (string?)status["leader"] == (string?)status["header"]?["member_id"])
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>Compacts everything up to now, and defragments the member.</summary>
    private static async Task CompactAsync(EtcdMember member)
    {
        if (await CallAsync(member, "/v3/maintenance/status") is { } status)
        {
            await CallAsync(member, "/v3/kv/compaction", new JsonObject { ["revision"] = (string)status["header"]!["revision"]! });
            await CallAsync(member, "/v3/maintenance/defragment");
        }
    }

    private static async Task<JsonNode?> CallAsync(EtcdMember member, string path, JsonObject? body = null)
    {
        using var http = new HttpClient { BaseAddress = new Uri(member.Address), Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body ?? [], JsonSerializerOptions.Default);
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync());
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
