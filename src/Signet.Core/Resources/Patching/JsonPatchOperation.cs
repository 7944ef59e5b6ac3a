using System.Text.Json.Nodes;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Patching;

/// <summary>One operation of a JSON patch (RFC 6902, section 4). An unknown name is an error only when the patch is applied.</summary>
/// <param name="Name"><c>add</c>, <c>remove</c>, <c>replace</c>, <c>move</c>, <c>copy</c>, <c>test</c>.</param>
/// <param name="Path">The target, a JSON pointer; null when it is missing.</param>
/// <param name="From">The source, a JSON pointer; null when it is missing.</param>
/// <param name="Value">The value; null for the JSON null and for a missing value.</param>
internal sealed record JsonPatchOperation(string Name, string? Path, string? From, JsonNode? Value)
{
    /// <param name="index">The index in the list.</param>
    /// <param name="issues">Receives the errors of strict field validation.</param>
    public static Outcome<JsonPatchOperation> Read(JsonNode? node, int index, List<string> issues)
    {
        if (node is not JsonObject members)
        {
            return PatchErrors.Malformed($"[{index}] is not an object");
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
                    return PatchErrors.Malformed($"[{index}].{member} is not a string");
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
