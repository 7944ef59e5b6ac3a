using System.Text;
using System.Text.Json.Nodes;
using Signet.Conformance.Http;
using Signet.Conformance.Json;

namespace Signet.Conformance.Scenarios;

/// <summary>Writes the request of a step.</summary>
internal static class RequestWriter
{
    /// <summary>Creates the request, with the values of variables.</summary>
    public static RawRequest Write(Step step, Variables variables)
    {
        var headers = new OrderedDictionary<string, JsonNode?>(StringComparer.Ordinal)
        {
            ["User-Agent"] = "conformance/1.0",
            ["Accept"] = "application/json",
        };
        var who = variables.Fill(step.Text("as") ?? "admin");
        if (who.StartsWith("bearer:", StringComparison.Ordinal))
        {
            headers["Authorization"] = "Bearer " + who[7..];
        }
        else if (who != "anonymous")
        {
            headers["Authorization"] = $"Bearer {who}-token";
        }

        var body = Body(step, variables);
        if (body is not null)
        {
            headers["Content-Type"] = "application/json";
        }

        foreach (var (name, value) in step["headers"] is { } more ? variables.Fill(more)!.AsObject() : [])
        {
            headers[name] = value;
        }

        return new RawRequest(step.Text("method") ?? "GET", variables.Fill(step.Text("path")!), [.. headers.SelectMany(Lines)], body);
    }

    private static byte[]? Body(Step step, Variables variables)
    {
        if (step["repeatBody"] is JsonArray repeated)
        {
            return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat((string)repeated[0]!, (int)repeated[1]!)));
        }

        if (step.Text("rawBody") is { } raw)
        {
            return Encoding.UTF8.GetBytes(variables.Fill(raw));
        }

        return step.Has("body") ? Encoding.UTF8.GetBytes(JsonText.Show(variables.Fill(step["body"]))) : null;
    }

    // A header with a list is sent once per entry; null removes it.
    private static IEnumerable<KeyValuePair<string, string>> Lines(KeyValuePair<string, JsonNode?> header) => header.Value switch
    {
        null => [],
        JsonArray values => values.Select(value => KeyValuePair.Create(header.Key, JsonText.Plain(value))),
        var value => [KeyValuePair.Create(header.Key, JsonText.Plain(value))],
    };
}
