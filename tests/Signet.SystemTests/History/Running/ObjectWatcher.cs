using System.Text.Json.Nodes;
using Signet.SystemTests.History.Checking;
using Signet.Testing;

namespace Signet.SystemTests.History.Running;

/// <summary>
/// Watches the objects at one replica as an informer does: a list, then a watch from its revision. After a broken watch it goes on from the last event,
/// after an error (410) with a list.
/// </summary>
internal sealed class ObjectWatcher(int replica, HistoryClient client, ApiClient http)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public async Task RunAsync(CancellationToken stop)
    {
        long? position = null;
        while (!stop.IsCancellationRequested)
        {
            position = position is { } from ? await WatchAsync(from, stop) : await ListAsync();
            await Task.Delay(Pause);
        }
    }

    private async Task<long?> ListAsync()
    {
        var list = await client.ListAsync(replica);
        if (list.Result != CallResult.Done)
        {
            return null;
        }

        client.Log.Add(new WatchEvent(replica, null, "", list.Revision));
        return list.Revision;
    }

    /// <summary>Returns the position; null when a list is needed.</summary>
    private async Task<long?> WatchAsync(long position, CancellationToken stop)
    {
        try
        {
            using var answer = await http.Http.GetAsync(
                new Uri($"{HistoryClient.Objects}?watch=true&timeoutSeconds=30&resourceVersion={position}", UriKind.Relative),
                HttpCompletionOption.ResponseHeadersRead,
                stop);
            if (!answer.IsSuccessStatusCode)
            {
                return answer.StatusCode == System.Net.HttpStatusCode.Gone ? null : position;
            }

            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(stop));
            while (await lines.ReadLineAsync(stop) is { } line)
            {
                var received = JsonNode.Parse(line)!;
                if (!Enum.TryParse<ChangeKind>((string?)received["type"], ignoreCase: true, out var kind))
                {
                    // ERROR: the position is not in the history any more.
                    return null;
                }

                position = HistoryClient.RevisionOf(received["object"]!);
                client.Log.Add(new WatchEvent(replica, kind, (string)received["object"]!["metadata"]!["name"]!, position));
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException or System.Text.Json.JsonException)
        {
            // Broken, and the last line may be cut: the watch goes on from the last event.
        }

        return position;
    }
}
