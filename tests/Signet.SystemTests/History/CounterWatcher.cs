using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.SystemTests.History;

/// <summary>Watches the counters at one replica, as an informer does: a list, then a watch from its revision; after a broken watch it goes on from the last event.</summary>
internal sealed class CounterWatcher(int replica, HistoryLog log, ApiClient client)
{
    private const string Selector = "labelSelector=is%3Dcounter";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public async Task RunAsync(CancellationToken stop)
    {
        var position = "";
        while (!stop.IsCancellationRequested)
        {
            try
            {
                position = position.Length == 0 ? await ListAsync() : await WatchAsync(position, stop);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
            {
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    private async Task<string> ListAsync()
    {
        var listed = await client.GetAsync($"{CounterWorkload.Collection}?{Selector}");
        if ((int)listed.Code >= 300)
        {
            await Task.Delay(Pause);
            return "";
        }

        var position = (string)listed.Json["metadata"]!["resourceVersion"]!;
        log.Add(new HistoryRecord(HistoryKind.Relist, replica, "", log.Now, log.Now, HistoryResult.Done)
        {
            Revision = long.Parse(position, System.Globalization.CultureInfo.InvariantCulture),
        });
        return position;
    }

    /// <summary>Returns the position, empty when a list is needed.</summary>
    private async Task<string> WatchAsync(string position, CancellationToken stop)
    {
        using var stream = await client.Http.GetStreamAsync(
            new Uri($"{CounterWorkload.Collection}?{Selector}&watch=true&timeoutSeconds=30&resourceVersion={position}", UriKind.Relative), stop);
        using var lines = new StreamReader(stream);
        try
        {
            while (await lines.ReadLineAsync(stop) is { } line)
            {
                var received = JsonNode.Parse(line)!;
                if ((string)received["type"]! == "ERROR")
                {
                    return "";
                }

                var counter = received["object"]!;
                position = (string)counter["metadata"]!["resourceVersion"]!;
                log.Add(new HistoryRecord(HistoryKind.Event, replica, (string)counter["metadata"]!["name"]!, log.Now, log.Now, HistoryResult.Done)
                {
                    Revision = CounterWorkload.RevisionOf(counter),
                    Value = CounterWorkload.ValueOf(counter),
                });
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            // Broken: the caller goes on from the last event.
        }

        return position;
    }
}
