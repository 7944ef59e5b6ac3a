using System.Text.Json.Nodes;

namespace Signet.Conformance.Json;

/// <summary>The differences of two documents, one line each. The order of members is ignored, that of list entries is not.</summary>
internal static class JsonDifferences
{
    private const int Width = 300;

    /// <summary>The differences; empty if the documents are equal.</summary>
    public static IEnumerable<string> Between(JsonNode? expected, JsonNode? actual, string at = "")
    {
        if (JsonKind.Of(expected) != JsonKind.Of(actual))
        {
            return [$"{(at.Length == 0 ? "/" : at)}: expected {Cut(expected)}, got {Cut(actual)}"];
        }

        return (expected, actual) switch
        {
            (JsonObject e, JsonObject a) => Members(e, a, at),
            (JsonArray e, JsonArray a) => Entries(e, a, at),
            _ when JsonNode.DeepEquals(expected, actual) => [],
            _ => [$"{at}: expected {Cut(expected)}, got {Cut(actual)}"],
        };
    }

    private static IEnumerable<string> Members(JsonObject expected, JsonObject actual, string at)
    {
        foreach (var (name, value) in expected)
        {
            if (!actual.TryGetPropertyValue(name, out var found))
            {
                yield return $"{at}/{name}: missing; expected {Cut(value)}";
                continue;
            }

            foreach (var difference in Between(value, found, $"{at}/{name}"))
            {
                yield return difference;
            }
        }

        foreach (var (name, value) in actual.Where(m => !expected.ContainsKey(m.Key)))
        {
            yield return $"{at}/{name}: not expected: {Cut(value)}";
        }
    }

    private static IEnumerable<string> Entries(JsonArray expected, JsonArray actual, string at)
    {
        if (expected.Count != actual.Count)
        {
            yield return $"{at}: expected {expected.Count} items {Cut(expected)}, got {actual.Count} {Cut(actual)}";
        }

        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            foreach (var difference in Between(expected[i], actual[i], $"{at}/{i}"))
            {
                yield return difference;
            }
        }
    }

    private static string Cut(JsonNode? value)
    {
        var text = JsonText.Show(value);
        return text.Length <= Width ? text : text[..Width] + "…";
    }
}
