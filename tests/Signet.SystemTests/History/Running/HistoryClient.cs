using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Signet.SystemTests.History.Checking;
using Signet.Testing;

namespace Signet.SystemTests.History.Running;

/// <summary>Sends requests to replicas and records them.</summary>
/// <param name="log">The log.</param>
/// <param name="replicas">A client of each replica.</param>
/// <param name="sequence">Selects the replica of each request.</param>
internal sealed class HistoryClient(HistoryLog log, IReadOnlyList<ApiClient> replicas, SeededSequence sequence)
{
    public const string Namespace = "history";
    public const string Objects = "/api/v1/namespaces/history/secrets";

    private const string Tokens = "/api/v1/namespaces/history/serviceaccounts/default/token";
    private const string Reviews = "/apis/authentication.k8s.io/v1/tokenreviews";

    /// <summary>Refusals of the clock, not of the store: the clock of one replica is wrong at times.</summary>
    private static readonly string[] TimeReasons = ["not valid yet", "has expired", "issued in the future"];

    /// <summary>The log.</summary>
    public HistoryLog Log => log;

    /// <summary>Creates an object.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="replica">The replica; null selects one. The same below.</param>
    public async Task<Call> CreateAsync(string name, int? replica = null) =>
        (await SendAsync(
            CallKind.Create,
            name,
            HttpStatusCode.Created,
            client => client.PostAsync(Objects, ContentOf(name)),
            (call, json) => call with { Revision = RevisionOf(json) },
            replica)).Call;

    /// <summary>Deletes an object.</summary>
    public async Task<Call> DeleteAsync(string name, int? replica = null) =>
        (await SendAsync(CallKind.Delete, name, HttpStatusCode.OK, client => client.DeleteAsync($"{Objects}/{name}"), (call, _) => call, replica)).Call;

    /// <summary>Issues a token for an object; null when none is issued.</summary>
    public async Task<string?> IssueAsync(string name, int? replica = null)
    {
        var bound = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Secret", ["name"] = name };
        var spec = new JsonObject { ["spec"] = new JsonObject { ["boundObjectRef"] = bound } }.ToJsonString();
        var (call, json) = await SendAsync(CallKind.Issue, name, HttpStatusCode.Created, client => client.PostAsync(Tokens, spec), (call, _) => call, replica);
        return call.Result == CallResult.Done ? (string?)json!["status"]!["token"] : null;
    }

    /// <summary>Reviews a token of an object.</summary>
    public async Task<Call> ReviewAsync(string name, string token, int? replica = null)
    {
        var review = new JsonObject { ["spec"] = new JsonObject { ["token"] = token } }.ToJsonString();
        return (await SendAsync(
            CallKind.Review,
            name,
            HttpStatusCode.Created,
            client => client.PostAsync(Reviews, review),
            (call, json) => call with { Result = VerdictOf(json["status"]!) },
            replica)).Call;
    }

    /// <summary>Reads a counter; null when that fails.</summary>
    public async Task<JsonObject?> ReadAsync(string name)
    {
        var (call, json) = await SendAsync(
            CallKind.Read,
            name,
            HttpStatusCode.OK,
            client => client.GetAsync($"{Objects}/{name}"),
            (call, json) => call with { Revision = RevisionOf(json), Value = ValueOf(json) });
        return call.Result == CallResult.Done ? json : null;
    }

    /// <summary>Adds one to a counter that was read.</summary>
    public async Task IncrementAsync(string name, JsonObject read)
    {
        var value = ValueOf(read) + 1;
        read["metadata"]!["annotations"]!["value"] = value.ToString(CultureInfo.InvariantCulture);
        await SendAsync(
            CallKind.Increment,
            name,
            HttpStatusCode.OK,
            client => client.PutAsync($"{Objects}/{name}", read.ToJsonString()),
            (call, json) => call with { Revision = RevisionOf(json) },
            value: value);
    }

    /// <summary>Lists all objects.</summary>
    public async Task<Call> ListAsync(int? replica = null) =>
        (await SendAsync(
            CallKind.List,
            "",
            HttpStatusCode.OK,
            client => client.GetAsync(Objects),
            (call, json) => call with
            {
                Revision = RevisionOf(json),
                Listed = ((JsonArray)json["items"]!).ToDictionary(item => (string)item!["metadata"]!["name"]!, item => RevisionOf(item!)),
            },
            replica)).Call;

    /// <summary>The resourceVersion of an object or a list.</summary>
    public static long RevisionOf(JsonNode json) => long.Parse((string)json["metadata"]!["resourceVersion"]!, CultureInfo.InvariantCulture);

    private static long ValueOf(JsonNode counter) => long.Parse((string)counter["metadata"]!["annotations"]!["value"]!, CultureInfo.InvariantCulture);

    private static string ContentOf(string name) =>
        new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["annotations"] = new JsonObject { ["value"] = "0" } } }.ToJsonString();

    private static CallResult VerdictOf(JsonNode status) =>
        (bool?)status["authenticated"] == true ? CallResult.Done
        : TimeReasons.Any(reason => ((string?)status["error"] ?? "").Contains(reason, StringComparison.Ordinal)) ? CallResult.Unknown
        : CallResult.Refused;

    private async Task<(Call Call, JsonObject? Json)> SendAsync(
        CallKind kind,
        string name,
        HttpStatusCode done,
        Func<ApiClient, Task<ApiAnswer>> send,
        Func<Call, JsonObject, Call> complete,
        int? to = null,
        long value = 0)
    {
        var replica = to ?? sequence.Next(replicas.Count);
        var began = log.Now;
        ApiAnswer? answer = null;
        try
        {
            answer = await send(replicas[replica]);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The replica is dead, stopped or was killed: it is not known what it did.
        }

        var ended = log.Now;
        var result = answer?.Code == done ? CallResult.Done
            : answer?.Code is HttpStatusCode.NotFound or HttpStatusCode.Conflict ? CallResult.Refused
            : CallResult.Unknown;
        var call = new Call(kind, replica, name, began, ended, result) { Value = value };
        var json = result == CallResult.Done ? answer!.Json : null;
        call = json is null ? call : complete(call, json);
        log.Add(call);
        return (call, json);
    }
}
