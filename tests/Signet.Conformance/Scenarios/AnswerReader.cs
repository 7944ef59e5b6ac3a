using System.Text;
using System.Text.Json.Nodes;
using Signet.Conformance.Http;
using Signet.Conformance.Json;

namespace Signet.Conformance.Scenarios;

/// <summary>Converts a response to the form of recordings: status, the headers that clients use, and the normalized body.</summary>
internal sealed class AnswerReader(Normalizer normalizer)
{
    private static readonly string[] KeptHeaders =
        ["content-type", "cache-control", "warning", "www-authenticate", "allow", "location", "retry-after", "content-encoding"];

    /// <summary>The answer in the form of recordings, and the original document if it is JSON.</summary>
    public (JsonObject Answer, JsonNode? Document) Read(Step step, RawResponse response)
    {
        var answer = new JsonObject { ["status"] = response.Status, ["headers"] = Headers(response) };
        var text = Encoding.UTF8.GetString(response.Body);
        if (!JsonText.TryRead(text, out var document))
        {
            answer["text"] = normalizer.Document(text);
            return (answer, null);
        }

        answer["body"] = normalizer.Value(document);
        foreach (var (path, kept) in step["keep"] as JsonObject ?? [])
        {
            Keep(answer, path, (string?)kept![0], kept[1]!.AsArray());
        }

        if (step.Flag("shape"))
        {
            answer["body"] = JsonKind.Shape(answer["body"]);
        }

        if (step.Flag("pretty"))
        {
            answer["indented"] = text.Trim().Contains('\n', StringComparison.Ordinal);
        }

        return (answer, document);
    }

    /// <summary>Whether an answer is the one that a step waits for, by its status, and by the value or presence of a path.</summary>
    public static bool Reached(JsonNode until, JsonObject answer)
    {
        if (until["status"] is { } status && !JsonNode.DeepEquals(status, answer["status"]))
        {
            return false;
        }

        if ((string?)until["path"] is not { } path)
        {
            return true;
        }

        var found = JsonPath.Reach(answer, path);
        return until["equals"] is { } expected ? JsonNode.DeepEquals(found, expected) : !JsonNode.DeepEquals(found, JsonPath.Absent);
    }

    /// <summary>Reduces an answer to the paths that a step compares; null compares all.</summary>
    public static JsonNode Compared(Step step, JsonObject answer) => step["compare"] is not JsonArray paths ? answer : new JsonObject(
        paths.Select(path => KeyValuePair.Create((string)path!, JsonPath.Reach(answer, (string)path!)?.DeepClone())));

    private JsonObject Headers(RawResponse response) => new(response.Headers
        .GroupBy(header => header.Key.ToLowerInvariant(), header => normalizer.Text(header.Value))
        .Where(header => KeptHeaders.Contains(header.Key))
        .Select(header => KeyValuePair.Create<string, JsonNode?>(
            header.Key, new JsonArray([.. header.Order(StringComparer.Ordinal).Select(value => JsonValue.Create(value))]))));

    // Only list entries with these values are compared.
    private static void Keep(JsonObject answer, string path, string? key, JsonArray values)
    {
        foreach (var entries in JsonPath.Lists(answer, path))
        {
            for (var i = entries.Count - 1; i >= 0; i--)
            {
                var value = entries[i] is JsonObject members ? key is null ? null : members[key] : entries[i];
                if (!values.Any(wanted => JsonNode.DeepEquals(wanted, value)))
                {
                    entries.RemoveAt(i);
                }
            }
        }
    }
}
