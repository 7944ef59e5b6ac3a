using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.History.Running;

/// <summary>The JSON API of etcd's members, so that the checker does not use the client that it checks.</summary>
internal static class EtcdGateway
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The answer of a member; null when it gives none.</summary>
    public static async Task<JsonNode?> CallAsync(EtcdMember member, string path, JsonObject? body = null)
    {
        using var http = new HttpClient { BaseAddress = new Uri(member.Address), Timeout = Limit };
        try
        {
            using var answer = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body ?? [], JsonSerializerOptions.Default);
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync());
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The member that leads; null when none says so.</summary>
    public static async Task<EtcdMember?> FindLeaderAsync(IEnumerable<EtcdMember> members)
    {
        foreach (var member in members)
        {
            var status = await CallAsync(member, "/v3/maintenance/status");
            if ((string?)status?["leader"] is { } leader && leader == (string?)status["header"]?["member_id"])
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>Compacts everything before a revision, and defragments the member; false when it does not answer.</summary>
    public static async Task<bool> CompactAsync(EtcdMember member, long revision)
    {
        await CallAsync(member, "/v3/kv/compaction", new JsonObject { ["revision"] = revision.ToString(CultureInfo.InvariantCulture) });
        return await CallAsync(member, "/v3/maintenance/defragment") is not null;
    }

    /// <summary>A key or value in a request.</summary>
    public static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>A key or value in an answer.</summary>
    public static string Decode(JsonNode? base64) => base64 is null ? "" : Encoding.UTF8.GetString(Convert.FromBase64String((string)base64!));
}
