using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.History;

/// <summary>Creates an object, issues tokens that are bound to it and reviews them, deletes it, and goes on for a while: each request to a replica at random.</summary>
internal sealed class TokenWorkload(int number, HistoryLog log, IReadOnlyList<ApiClient> replicas, Random random)
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private const string Requests = "/api/v1/namespaces/default/serviceaccounts/default/token";
    private const string Reviews = "/apis/authentication.k8s.io/v1/tokenreviews";
    private const int StepsBefore = 6;
    private const int StepsAfter = 10;

    public async Task RunAsync(CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await LiveAsync(string.Create(CultureInfo.InvariantCulture, $"t{number}-{i}"), stop);
        }
    }

    private async Task LiveAsync(string name, CancellationToken stop)
    {
        await SendAsync(HistoryKind.Create, name, client => client.PostAsync(Secrets, $$"""{"metadata":{"name":"{{name}}"}}"""), HttpStatusCode.Created);
        var tokens = new List<string>();
        for (var step = 0; step < StepsBefore && !stop.IsCancellationRequested; step++)
        {
            await UseAsync(name, tokens);
        }

        await SendAsync(HistoryKind.Delete, name, client => client.DeleteAsync($"{Secrets}/{name}"), HttpStatusCode.OK);
        for (var step = 0; step < StepsAfter && !stop.IsCancellationRequested; step++)
        {
            await UseAsync(name, tokens);
        }
    }

    private async Task UseAsync(string name, List<string> tokens)
    {
        if (tokens.Count == 0 || random.Next(3) == 0)
        {
            var spec = $$$"""{"spec":{"boundObjectRef":{"apiVersion":"v1","kind":"Secret","name":"{{{name}}}"}}}""";
            if (await SendAsync(HistoryKind.Issue, name, client => client.PostAsync(Requests, spec), HttpStatusCode.Created) is { } issued)
            {
                tokens.Add((string)issued["status"]!["token"]!);
            }

            return;
        }

        var review = new JsonObject { ["spec"] = new JsonObject { ["token"] = tokens[random.Next(tokens.Count)] } }.ToJsonString();
        await SendAsync(HistoryKind.Review, name, client => client.PostAsync(Reviews, review), HttpStatusCode.Created);
    }

    private async Task<JsonObject?> SendAsync(HistoryKind kind, string name, Func<ApiClient, Task<ApiAnswer>> send, HttpStatusCode done)
    {
        var replica = random.Next(replicas.Count);
        var began = log.Now;
        ApiAnswer? answer = null;
        try
        {
            answer = await send(replicas[replica]);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // The replica is dead, stopped or was killed: it is not known what it did.
        }

        log.Add(new HistoryRecord(kind, replica, name, began, log.Now, ResultOf(kind, answer, done)));
        return answer is not null && answer.Code == done ? answer.Json : null;
    }

    private static HistoryResult ResultOf(HistoryKind kind, ApiAnswer? answer, HttpStatusCode done) => answer switch
    {
        null => HistoryResult.Unknown,
        { Code: >= HttpStatusCode.InternalServerError } => HistoryResult.Unknown,
        _ when answer.Code != done => HistoryResult.Refused,
        _ when kind == HistoryKind.Review => answer.Json["status"]!["authenticated"] is { } is_ && (bool)is_ ? HistoryResult.Done : HistoryResult.Refused,
        _ => HistoryResult.Done,
    };
}
