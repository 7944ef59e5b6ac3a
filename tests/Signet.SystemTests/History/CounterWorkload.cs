using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.History;

/// <summary>Increments counters in config maps by read, and write with the resourceVersion that was read: each request to a replica at random.</summary>
internal sealed class CounterWorkload(HistoryLog log, IReadOnlyList<ApiClient> replicas, Random random)
{
    public const string Collection = "/api/v1/namespaces/default/configmaps";

    public static IReadOnlyList<string> Names { get; } = ["counter-a", "counter-b", "counter-c"];

    /// <summary>The value of a counter.</summary>
    public static long ValueOf(JsonNode counter) => long.Parse((string)counter["data"]!["value"]!, CultureInfo.InvariantCulture);

    /// <summary>The resourceVersion of a counter.</summary>
    public static long RevisionOf(JsonNode counter) => long.Parse((string)counter["metadata"]!["resourceVersion"]!, CultureInfo.InvariantCulture);

    /// <summary>Creates the counters.</summary>
    public static async Task CreateAsync(ApiClient client)
    {
        foreach (var name in Names)
        {
            await client.CreateAsync(Collection, $$"""{"metadata":{"name":"{{name}}","labels":{"is":"counter"}},"data":{"value":"0"}}""");
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await IncrementAsync(Names[random.Next(Names.Count)]);
        }
    }

    private async Task IncrementAsync(string name)
    {
        var (reader, writer) = (random.Next(replicas.Count), random.Next(replicas.Count));
        var began = log.Now;
        try
        {
            var read = await replicas[reader].GetAsync($"{Collection}/{name}");
            if (read.Code != HttpStatusCode.OK)
            {
                return;
            }

            var counter = read.Json;
            var value = ValueOf(counter) + 1;
            counter["data"]!["value"] = value.ToString(CultureInfo.InvariantCulture);
            began = log.Now;
            log.Add(await WriteAsync(name, counter, value, writer, began));
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // The read had no answer.
        }
    }

    private async Task<HistoryRecord> WriteAsync(string name, JsonObject counter, long value, int writer, long began)
    {
        try
        {
            var written = await replicas[writer].PutAsync($"{Collection}/{name}", counter.ToJsonString());
            var result = written.Code == HttpStatusCode.OK ? HistoryResult.Done
                : written.Code == HttpStatusCode.Conflict ? HistoryResult.Refused
                : HistoryResult.Unknown;
            return new HistoryRecord(HistoryKind.Increment, writer, name, began, log.Now, result)
            {
                Value = value,
                Revision = result == HistoryResult.Done ? RevisionOf(written.Json) : 0,
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return new HistoryRecord(HistoryKind.Increment, writer, name, began, log.Now, HistoryResult.Unknown) { Value = value };
        }
    }
}
