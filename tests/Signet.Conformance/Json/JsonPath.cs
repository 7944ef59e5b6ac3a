using System.Globalization;
using System.Text.Json.Nodes;

namespace Signet.Conformance.Json;

/// <summary>
/// Paths such as <c>body/items/*/kind</c>: member names (<c>~1</c> stands for a slash in one), indexes, and <c>*</c> for every entry.
/// </summary>
internal static class JsonPath
{
    /// <summary>The marker of an absent value.</summary>
    public const string Absent = "<absent>";

    /// <summary>The value at a path, or <see cref="Absent"/>; a list of values where the path has a <c>*</c>.</summary>
    public static JsonNode? Reach(JsonNode? document, string path) => Reach(document, path.Split('/'));

    /// <summary>The lists at a path; none where a member is missing.</summary>
    public static IEnumerable<JsonArray> Lists(JsonNode? document, string path)
    {
        IEnumerable<JsonNode?> at = [document];
        foreach (var part in path.Split('/'))
        {
            at = part == "*"
                ? at.SelectMany(node => node!.AsArray())
                : at.Where(node => node is JsonObject members && members.ContainsKey(part)).Select(node => node![part]);
        }

        return at.Select(node => node!.AsArray());
    }

    private static JsonNode? Reach(JsonNode? at, ReadOnlySpan<string> parts)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] == "*" && at is JsonArray all)
            {
                var found = new JsonArray();
                foreach (var item in all)
                {
                    found.Add(Reach(item, parts[(i + 1)..])?.DeepClone());
                }

                return found;
            }

            switch (at)
            {
                case JsonObject members when members.TryGetPropertyValue(parts[i].Replace("~1", "/", StringComparison.Ordinal), out var member):
                    at = member;
                    break;
                case JsonArray entries when int.TryParse(parts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
                        && (index < 0 ? index + entries.Count : index) is var from && from >= 0 && from < entries.Count:
                    at = entries[from];
                    break;
                default:
                    return Absent;
            }
        }

        return at;
    }
}
