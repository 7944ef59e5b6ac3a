using System.Text.Json.Nodes;
using Signet.Conformance.Http;
using Signet.Conformance.Json;

namespace Signet.Conformance.Scenarios;

/// <summary>Collects the events of a watch in the background until a step asks for them.</summary>
internal sealed class Watch : IAsyncDisposable
{
    private static readonly TimeSpan Head = TimeSpan.FromSeconds(0.7);
    private readonly CancellationTokenSource _end = new();
    private readonly List<JsonNode?> _events = [];
    private readonly Task _reading;
    private int? _status;

    private Watch(RawClient client, RawRequest request) => _reading = ReadAsync(client, request);

    /// <summary>Starts one and gives the server time to begin it.</summary>
    public static async Task<Watch> StartAsync(RawClient client, RawRequest request)
    {
        var watch = new Watch(client, request);
        await Task.Delay(Head);
        return watch;
    }

    /// <summary>The status and the events that came until the watch ended or the patience did.</summary>
    public async Task<JsonObject> EndAsync(TimeSpan patience, Normalizer normalizer)
    {
        await Task.WhenAny(_reading, Task.Delay(patience));
        JsonNode?[] events;
        lock (_events)
        {
            events = [.. _events];
        }

        return new JsonObject
        {
            ["status"] = _status,
            ["events"] = new JsonArray([.. events.Where(e => !IsPlainBookmark(e)).Select(e => new JsonObject
            {
                ["type"] = e!["type"]?.DeepClone(),
                ["object"] = normalizer.Value(e["object"]),
            })]),
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _end.Dispose();
    }

    // A server may send these whenever it likes; the one that ends a streamed list carries an annotation.
    private static bool IsPlainBookmark(JsonNode? e) =>
        (string?)e!["type"] == "BOOKMARK" && e["object"]?["metadata"]?["annotations"] is not JsonObject { Count: > 0 };

    private async Task ReadAsync(RawClient client, RawRequest request)
    {
        try
        {
            await using var connection = await client.OpenAsync(_end.Token);
            var head = await connection.BeginAsync(request, _end.Token);
            _status = head.Status;
            await foreach (var line in connection.ReadLinesAsync(request, head, _end.Token))
            {
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }

                if (!JsonText.TryRead(line, out var one))
                {
                    return; // an indented answer is no stream of events; the status tells
                }

                lock (_events)
                {
                    _events.Add(one);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // However a watch ends, what counts is what it sent.
        }
    }
}
