using System.Diagnostics;
using System.Text.Json.Nodes;
using Signet.Conformance.Http;
using Signet.Testing;

namespace Signet.Conformance.Scenarios;

/// <summary>Replays a scenario against servers and collects the compared parts of its answers.</summary>
internal sealed class Replay : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.2);
    private readonly Variables _variables = new("cf-");
    private readonly Dictionary<string, Watch> _watches = [];
    private readonly SpreadClient _client;
    private readonly Normalizer _normalizer;
    private readonly AnswerReader _reader;

    private Replay(ServersUnderTest servers, bool keepManagedFields)
    {
        _client = new SpreadClient(servers);
        _normalizer = new Normalizer(_variables, keepManagedFields);
        _reader = new AnswerReader(_normalizer);
    }

    /// <summary>Replays a scenario. Returns the differences from the recording, or the reason why it was aborted.</summary>
    public static async Task<IReadOnlyList<string>> CompareAsync(Scenario scenario, ServersUnderTest servers)
    {
        await using var replay = new Replay(servers, scenario.KeepManagedFields);
        var answers = new List<Answer>();
        foreach (var step in scenario.Steps)
        {
            try
            {
                var recorded = answers.Count < scenario.Recorded.Count ? scenario.Recorded[answers.Count].Value : null;
                if (await replay.TakeAsync(step, recorded) is { } value)
                {
                    answers.Add(new Answer(step.Name, value));
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ReplayException)
            {
                return [.. scenario.Differences(answers).Take(5), $"{step.Name}: broke off: {e.GetType().Name}: {e.Message}"];
            }
        }

        return scenario.Differences(answers);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var watch in _watches.Values)
        {
            await watch.DisposeAsync();
        }

        await _client.DisposeAsync();
    }

    /// <summary>Runs a step. Returns the compared part of the answer, or null if nothing is compared. <paramref name="recorded"/> is the recorded answer.</summary>
    private async Task<JsonNode?> TakeAsync(Step step, JsonNode? recorded)
    {
        if (step.Has("sleep"))
        {
            await Task.Delay(step.Seconds("sleep", 0));
            return null;
        }

        if (step.Text("watch") is { } started)
        {
            _watches[started] = await Watch.StartAsync(_client, RequestWriter.Write(step, _variables));
            return null;
        }

        if (step.Text("forge") is { } forged)
        {
            _variables.Set(forged, Forgery.Make(step, _variables));
            return null;
        }

        if (step.Text("claim") is { } claim)
        {
            var token = Jwt.Read(_variables.Fill(step.Text("token")!));
            var part = step.Text("from") == "header" ? token.Header : token.Payload;
            _variables.Set(claim, part[step.Text("member")!] ?? throw new ReplayException($"the token has no {step.Text("member")}"));
            return null;
        }

        var answer = step.Text("watchEnd") is { } ended
            ? await _watches[ended].EndAsync(EventsIn(recorded), _normalizer)
            : await AskAsync(step);
        return step["compare"] is JsonValue compare && (string?)compare == "none" ? null : AnswerReader.Compared(step, answer);
    }

    /// <summary>The number of events in an answer to <c>watchEnd</c>, which may be complete or reduced to some paths.</summary>
    private static int EventsIn(JsonNode? recorded) => (recorded as JsonObject ?? [])
        .Where(member => member.Key == "events" || member.Key.StartsWith("events/*/", StringComparison.Ordinal))
        .Select(member => member.Value!.AsArray().Count)
        .FirstOrDefault();

    private async Task<JsonObject> AskAsync(Step step)
    {
        var until = step["until"];
        var waited = Stopwatch.StartNew();
        while (true)
        {
            _normalizer.Asked = DateTimeOffset.UtcNow;
            var response = await _client.SendAsync(RequestWriter.Write(step, _variables));
            var (answer, document) = _reader.Read(step, response);
            if (until is not null && !AnswerReader.Reached(until, answer) && waited.Elapsed <= Patience.Limit)
            {
                await Task.Delay(Pause); // a controller works in the background
                continue;
            }

            if (document is null || response.Status >= 300 || step["capture"] is not JsonObject captured)
            {
                return answer;
            }

            foreach (var (name, path) in captured)
            {
                _variables.Set(name, Captured(document, (string)path!));
            }

            return _reader.Read(step, response).Answer; // again, with the new variables
        }
    }

    private static JsonNode? Captured(JsonNode document, string path)
    {
        var at = (JsonNode?)document;
        foreach (var part in path.StartsWith('/') ? path[1..].Split('/') : path.Split('.'))
        {
            at = at switch
            {
                JsonObject members when members.TryGetPropertyValue(part, out var member) => member,
                JsonArray entries when int.TryParse(part, out var index) && index < entries.Count => entries[index],
                _ => throw new ReplayException($"the answer has no {path}"),
            };
        }

        return at;
    }
}
