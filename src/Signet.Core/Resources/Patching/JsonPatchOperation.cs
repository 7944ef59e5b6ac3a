using System.Text.Json.Nodes;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Patching;

/// <summary>One operation of a JSON patch (RFC 6902, section 4); whether its name means anything shows when it is applied.</summary>
/// <param name="Name"><c>add</c>, <c>remove</c>, <c>replace</c>, <c>move</c>, <c>copy</c>, <c>test</c>.</param>
/// <param name="Path">Where, as a JSON pointer; null when it is not there.</param>
/// <param name="From">From where, as a JSON pointer; null when it is not there.</param>
/// <param name="Value">What; null is a value too, and stands for one that is left out.</param>
internal sealed record JsonPatchOperation(string Name, string? Path, string? From, JsonNode? Value)
{
    /// <summary>Reads one.</summary>
    /// <param name="node">The entry of the list.</param>
    /// <param name="index">Where in the list it stands.</param>
    /// <param name="issues">Where unknown members go.</param>
    public static Outcome<JsonPatchOperation> Read(JsonNode? node, int index, List<string> issues)
    {
        if (node is not JsonObject members)
        {
            return PatchErrors.NotAPatch($"[{index}] is not an object");
        }

        string? name = null, path = null, from = null;
        JsonNode? value = null;
        foreach (var (member, content) in members)
        {
            switch (member)
            {
                case "value":
                    value = content;
                    continue;
                case "op" when TryGetText(content, out name):
                case "path" when TryGetText(content, out path):
                case "from" when TryGetText(content, out from):
                    continue;
                case "op" or "path" or "from":
                    return PatchErrors.NotAPatch($"[{index}].{member} is not a string");
                default:
                    issues.Add($"unknown field \"[{index}].{member}\"");
                    continue;
            }
        }

        return new JsonPatchOperation(name ?? "", path, from, value);
    }

    private static bool TryGetText(JsonNode? node, out string? text)
    {
        text = null;
        return node is null || (node is JsonValue value && value.TryGetValue(out text));
    }
}
