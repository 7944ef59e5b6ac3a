using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Signet.Conformance.Http;
using Signet.Conformance.Json;
using Signet.Testing;

namespace Signet.Conformance.Scenarios;

/// <summary>Collects the events of a watch in the background until a step asks for them.</summary>
internal sealed partial class Watch : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _lasting;
    private readonly List<JsonNode?> _events = [];
    private readonly Task _reading;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int? _status;

    private Watch(SpreadClient client, RawRequest request, TimeSpan lasting) => (_lasting, _reading) = (lasting, ReadAsync(client, request));

    /// <summary>
    /// Starts a watch, and returns when the server has begun it. The scenario ends it, not a timeout of the server, because events can take longer on a
    /// busy machine than in the recording.
    /// </summary>
    public static async Task<Watch> StartAsync(SpreadClient client, RawRequest request)
    {
        var lasting = LifetimePattern().Match(request.Target);
        var longer = Math.Ceiling(Patience.Limit.TotalSeconds * 2).ToString(CultureInfo.InvariantCulture);
        var watch = new Watch(
            client,
            request with { Target = LifetimePattern().Replace(request.Target, longer) },
            TimeSpan.FromSeconds(lasting.Success ? int.Parse(lasting.Value, CultureInfo.InvariantCulture) : 0));
        await watch._begun.Task.WaitAsync(Patience.Limit);
        return watch;
    }

    /// <summary>Waits for the expected number of events and the duration of the watch; returns the status and the events.</summary>
    public async Task<JsonObject> EndAsync(int expected, Normalizer normalizer)
    {
        await Task.WhenAny(_reading, UntilAsync(expected), Task.Delay(Patience.Limit));
        await Task.WhenAny(_reading, Task.Delay(_lasting));
        var events = Events();
        return new JsonObject
        {
            ["status"] = _status,
            ["events"] = new JsonArray([.. events.Select(e => new JsonObject
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

    private async Task UntilAsync(int expected)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (Events().Length >= expected)
            {
                return;
            }

            await changed;
        }
    }

    private JsonNode?[] Events()
    {
        lock (_events)
        {
            return [.. _events.Where(e => !IsPlainBookmark(e))];
        }
    }

    // A server may send bookmarks at any time; the one that ends a streamed list has an annotation.
    private static bool IsPlainBookmark(JsonNode? e) =>
        (string?)e!["type"] == "BOOKMARK" && e["object"]?["metadata"]?["annotations"] is not JsonObject { Count: > 0 };

    private async Task ReadAsync(SpreadClient client, RawRequest request)
    {
        try
        {
            await using var connection = await client.OpenAsync(_end.Token);
            var head = await connection.BeginAsync(request, _end.Token);
            _status = head.Status;
            _begun.TrySetResult();
            await foreach (var line in connection.ReadLinesAsync(request, head, _end.Token))
            {
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }

                if (!JsonText.TryRead(line, out var one))
                {
                    return; // an indented answer is not a stream of events; its status is compared
                }

                lock (_events)
                {
                    _events.Add(one);
                }

                Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The end of a watch is not compared, only its events.
        }
        finally
        {
            _begun.TrySetResult();
        }
    }

    [GeneratedRegex(@"(?<=[?&]timeoutSeconds=)\d+")]
    private static partial Regex LifetimePattern();
}
