using System.Net;
using System.Text.Json.Nodes;

namespace Signet.SystemTests.Replicas;

/// <summary>A client that watches a collection, and goes on from its last resourceVersion when its watch ends.</summary>
internal sealed class EventReader(HttpClient client, string path, long from)
{
    private readonly List<WatchedEvent> _events = [];
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _revision = from;

    /// <summary>Completes when the first watch has begun.</summary>
    public Task Begun => _begun.Task;

    /// <summary>How often its watch has ended.</summary>
    public int Ends { get; private set; }

    /// <summary>Reads until an object with a name is added; returns all events.</summary>
    public async Task<IReadOnlyList<WatchedEvent>> ReadUntilAsync(string last, CancellationToken cancellationToken)
    {
        try
        {
            while (!await WatchAsync(last, cancellationToken))
            {
                Ends++;
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            }
        }
        finally
        {
            _begun.TrySetResult();
        }

        return _events;
    }

    /// <summary>One watch; whether the object was added before it ended.</summary>
    private async Task<bool> WatchAsync(string last, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}?watch=1&allowWatchBookmarks=true&resourceVersion={_revision}")
            {
                Version = HttpVersion.Version20,
            };
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return false;
            }

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            _begun.TrySetResult();
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                if (Take(line) is { } name && name == last)
                {
                    return true;
                }
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // The connection has ended.
        }

        return false;
    }

    /// <summary>Takes an event; the name of its object if it was added.</summary>
    private string? Take(string line)
    {
        var read = JsonNode.Parse(line)!;
        var (type, metadata) = ((string)read["type"]!, read["object"]!["metadata"]!);
        Assert.True(type != "ERROR", line);
        _revision = long.Parse((string)metadata["resourceVersion"]!, System.Globalization.CultureInfo.InvariantCulture);
        if (type == "BOOKMARK")
        {
            return null;
        }

        var name = (string)metadata["name"]!;
        _events.Add(new WatchedEvent(type, name, _revision));
        return type == "ADDED" ? name : null;
    }
}
